import { Hono } from 'hono';
import { html } from 'hono/html';
import { etag } from 'hono/etag';
import { secureHeaders } from 'hono/secure-headers';
import { readAssets } from './assets.ts';
import { createInboxRoutes } from './inbox.tsx';
import { LivePage } from './live-page.tsx';

/** Everything comes from this host, nothing is inline, and no other page may frame this one. */
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
  /** URL of executions in the Temporal UI, without an id; undefined without a Temporal UI. */
  executionsUrl?: string | undefined;
  /** The folder of caught mail, in the embedded run. */
  inboxDir?: string | undefined;
}

/**
 * Creates the athlete's live page at `/` and its assets. They are the same for everyone, without a secret or a
 * database. The athlete is in the URL's query. The token is in its fragment, which a browser never sends.
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
    // A proxy serves TLS and sets this header.
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
