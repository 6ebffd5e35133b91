import { raw } from 'hono/html';
import { renderToString } from 'hono/jsx/dom/server';
import type { EmailKind } from '../../domain/notifications.ts';

const NAMES: Record<EmailKind, string> = { report: 'monthly reports', badges: 'mails about badges' };

const STYLE = `
:root { color-scheme: light dark; }
body { font: 1.0625rem/1.5 system-ui, sans-serif; max-width: 32rem; margin: 15vh auto 0; padding: 0 1.25rem; }
h1 { font-size: 1.5rem; line-height: 1.25; }
button { font: inherit; font-weight: 650; padding: 0.6rem 1.2rem; border: 0; border-radius: 0.6rem; background: #d9480f; color: #fff; cursor: pointer; }
`;

/** Renders the page of an unsubscribe link: a button, or the confirmation. */
export const renderUnsubscribePage = ({ kind, isDone }: { kind: EmailKind; isDone: boolean }): string =>
  `<!doctype html>${renderToString(
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>{isDone ? 'Unsubscribed' : 'Unsubscribe'}</title>
        <style>{raw(STYLE)}</style>
      </head>
      <body>
        {isDone ? (
          <>
            <h1>You are unsubscribed</h1>
            <p>You get no more {NAMES[kind]}. In the app you can turn them on again.</p>
          </>
        ) : (
          <>
            <h1>No more {NAMES[kind]}?</h1>
            <form method="post">
              <button type="submit">Unsubscribe</button>
            </form>
          </>
        )}
      </body>
    </html>,
  )}`;
