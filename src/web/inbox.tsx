import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { Hono } from 'hono';
import { html, raw } from 'hono/html';
import { secureHeaders } from 'hono/secure-headers';

interface CaughtMail {
  /** Of its file, and in its URL. */
  name: string;
  to: string;
  subject: string;
  html: string;
  text: string;
  sentAt: string;
}

/** Mails that the list shows. */
const MOST_MAILS = 50;
const NAME = /^[\w.-]{1,120}$/;

const STYLE = `
:root { color-scheme: light dark; }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 44rem; margin: 3rem auto; padding: 0 1.25rem; }
li { margin: 0 0 1rem; } ul { padding: 0; list-style: none; } small { display: block; opacity: 0.7; }
`;

/** A mail may contain styles and links, and nothing else. */
const CONTENT_SECURITY_POLICY = {
  defaultSrc: ["'none'"],
  styleSrc: ["'unsafe-inline'"],
  baseUri: ["'none'"],
  formAction: ["'none'"],
  frameAncestors: ["'none'"],
};

/** Creates the inbox of the embedded run at `/inbox`: mail that was caught instead of sent, newest first. */
export function createInboxRoutes({ folder }: { folder: string }): Hono {
  const routes = new Hono();
  routes.use(
    '/inbox/*',
    secureHeaders({ contentSecurityPolicy: CONTENT_SECURITY_POLICY, strictTransportSecurity: false }),
  );

  routes.get('/inbox', async (c) => {
    const mails = (await readAll(folder)).slice(0, MOST_MAILS);
    return c.html(html`<!doctype html>${(<InboxPage mails={mails} />)}`);
  });

  for (const part of ['html', 'text'] as const) {
    routes.get(`/inbox/:name/${part}`, async (c) => {
      const mail = NAME.test(c.req.param('name'))
        ? await read(folder, `${c.req.param('name')}.json`)
        : undefined;
      if (!mail) return c.notFound();
      return part === 'html' ? c.html(mail.html) : c.text(mail.text);
    });
  }
  return routes;
}

const InboxPage = ({ mails }: { mails: readonly CaughtMail[] }) => (
  <html lang="en">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <title>Inbox</title>
      <style>{raw(STYLE)}</style>
    </head>
    <body>
      <h1>Inbox</h1>
      <p>Mail that this run would have sent. Set SMTP_URL to send it.</p>
      {mails.length === 0 && (
        <p>No mail yet: reports and badges arrive here once an athlete agrees to them.</p>
      )}
      <ul>
        {mails.map(({ name, to, subject, sentAt }) => (
          <li>
            <a href={`/inbox/${name}/html`}>{subject}</a>
            <small>
              To {to}, {sentAt.slice(0, 16).replace('T', ' ')} UTC. <a href={`/inbox/${name}/text`}>Text</a>
            </small>
          </li>
        ))}
      </ul>
    </body>
  </html>
);

async function readAll(folder: string): Promise<CaughtMail[]> {
  const names = await readdir(folder).catch(() => []);
  const mails = await Promise.all(
    names.filter((name) => name.endsWith('.json')).map((name) => read(folder, name)),
  );
  return mails.filter((mail) => mail !== undefined).toSorted((a, b) => b.sentAt.localeCompare(a.sentAt));
}

async function read(folder: string, name: string): Promise<CaughtMail | undefined> {
  try {
    return JSON.parse(await readFile(path.join(folder, name), 'utf8')) as CaughtMail;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
