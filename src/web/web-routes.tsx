import { Hono } from 'hono';
import { html } from 'hono/html';
import { etag } from 'hono/etag';
import { secureHeaders } from 'hono/secure-headers';
import { readAssets } from './assets.ts';
import { createInboxRoutes } from './inbox.tsx';
import { LivePage } from './live-page.tsx';

/** Nothing comes from another host, nothing is inline, and nobody may frame the page. */
const CONTENT_SECURITY_POLICY = {
  defaultSrc: ["'none'"],
  scriptSrc: ["'self'"],
  styleSrc: ["'self'"],
  imgSrc: ["'self'"],
  connectSrc: ["'self'"],
  baseUri: ["'none'"],
  formAction: ["'none'"],
  frameAncestors: ["'none'"],
};

interface WebOptions {
  /** Where the Temporal UI shows executions, without one's id; undefined without a Temporal UI. */
  executionsUrl?: string | undefined;
  /** The folder of caught mail, in the embedded run. */
  inboxDir?: string | undefined;
}

/**
 * The athlete's live page at `/` and its assets: the same for everyone, without a secret and without a database. Who
 * the athlete is stands in the URL's query, the token in its fragment, which a browser never sends.
 */
export function createWebRoutes({ executionsUrl, inboxDir }: WebOptions): Hono {
  const assets = readAssets();
  const modules = assets
    .map(({ path }) => path)
    .filter((path) => /^\/assets\/(live|client)\/.*\.js$/.test(path));
  const document = <LivePage executionsUrl={executionsUrl} modules={modules} />;
  const routes = new Hono();
  const headers = secureHeaders({
    contentSecurityPolicy: CONTENT_SECURITY_POLICY,
    referrerPolicy: 'no-referrer',
    xFrameOptions: 'DENY',
    // Only ever served over TLS by a proxy, whose business that is.
    strictTransportSecurity: false,
  });
  const revalidated = { 'Cache-Control': 'no-cache' };

  routes.get('/', headers, etag(), (c) => c.html(html`<!doctype html>${document}`, 200, revalidated));
  for (const { path, contentType, body } of assets) {
    routes.get(path, headers, etag(), (c) =>
      c.body(body, 200, { 'Content-Type': contentType, ...revalidated }),
    );
  }
  if (inboxDir !== undefined) routes.route('/', createInboxRoutes({ folder: inboxDir }));
  return routes;
}
