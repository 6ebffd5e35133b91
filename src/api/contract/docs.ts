import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Hono } from 'hono';
import { html } from 'hono/html';
import { GUIDE } from './guide.ts';

const SCRIPT = `window.addEventListener('load', () => {
  SwaggerUIBundle({ url: '/openapi.json', dom_id: '#docs', deepLinking: true, presets: [SwaggerUIBundle.presets.apis] });
});
`;

const PAGE = html`<!doctype html>
  <html lang="en">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <title>Afterburn API</title>
      <link rel="stylesheet" href="/docs/swagger-ui.css" />
    </head>
    <body>
      ${GUIDE}
      <main id="docs"></main>
      <script src="/docs/swagger-ui-bundle.js"></script>
      <script src="/docs/start.js"></script>
    </body>
  </html> `;

const JAVASCRIPT = 'text/javascript; charset=utf-8';
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'";

/** Serves the document as a page, with the files of swagger-ui-dist: nothing comes from another host. */
export function createDocs(document: () => object) {
  const asset = createAssetReader();
  return new Hono()
    .get('/openapi.json', (c) => c.json(document()))
    .get('/docs', (c) => c.html(PAGE, 200, { 'Content-Security-Policy': POLICY }))
    .get('/docs/start.js', (c) => c.body(SCRIPT, 200, { 'Content-Type': JAVASCRIPT }))
    .get('/docs/swagger-ui-bundle.js', (c) =>
      c.body(asset('swagger-ui-bundle.js'), 200, { 'Content-Type': JAVASCRIPT }),
    )
    .get('/docs/swagger-ui.css', (c) =>
      c.body(asset('swagger-ui.css'), 200, { 'Content-Type': 'text/css; charset=utf-8' }),
    );
}

/** Reads files on first use and caches them: most processes never show the page. */
function createAssetReader(): (name: string) => string {
  const { resolve } = createRequire(import.meta.url);
  const files = new Map<string, string>();
  return (name) => {
    const content = files.get(name) ?? readFileSync(resolve(`swagger-ui-dist/${name}`), 'utf8');
    files.set(name, content);
    return content;
  };
}
