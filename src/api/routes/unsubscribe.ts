import { createRoute, z } from '@hono/zod-openapi';
import { findEmail, type SentEmail } from '../../db/notifications/emails.ts';
import { unsubscribe } from '../../db/notifications/notifications.ts';
import { isSignedUnsubscribe } from '../../delivery/mail/unsubscribe-link.ts';
import { NotFound } from '../../domain/errors.ts';
import { renderUnsubscribePage } from '../../web/mail/unsubscribe-page.tsx';
import type { RouteDependencies } from '../dependencies.ts';
import { unsubscribePath } from '../schemas/parameters.ts';
import { problems } from '../schemas/problem.ts';
import type { Router } from './router.ts';

const html = (description: string) => ({ description, content: { 'text/html': { schema: z.string() } } });

const ask = createRoute({
  method: 'get',
  path: '/unsubscribe/{emailId}/{signature}',
  operationId: 'askToUnsubscribe',
  summary: 'Show the unsubscribe page',
  description:
    'The link in an e-mail. It shows a button and changes nothing, because mail programs open links to scan them.',
  tags: ['Athletes'],
  security: [],
  request: { params: unsubscribePath },
  responses: {
    200: html('The page'),
    ...problems('method-not-allowed', 'not-found', 'invalid-parameter', 'database-unavailable'),
  },
});

const end = createRoute({
  method: 'post',
  path: '/unsubscribe/{emailId}/{signature}',
  operationId: 'unsubscribe',
  summary: 'Unsubscribe from e-mail of one kind',
  description:
    "One-click unsubscribe (RFC 8058): the mail program POSTs to the link of `List-Unsubscribe`, without login. It withdraws the athlete's consent to e-mail of this kind. A repeat does nothing.",
  tags: ['Athletes'],
  security: [],
  request: { params: unsubscribePath },
  responses: {
    200: html('Unsubscribed'),
    ...problems('method-not-allowed', 'not-found', 'invalid-parameter', 'database-unavailable'),
  },
});

/** The page loads nothing, and posts to itself. */
const PAGE_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
const HEADERS = {
  'Content-Security-Policy': PAGE_POLICY,
  'Cache-Control': 'no-store',
  'Referrer-Policy': 'no-referrer',
};

/** Adds the routes of unsubscribe links: signed, without login. */
export function addUnsubscribeRoutes(routes: Router, { database }: RouteDependencies) {
  /** @throws NotFound for a link that this service did not sign, and for an erased athlete */
  async function getSigned({
    emailId,
    signature,
  }: {
    emailId: string;
    signature: string;
  }): Promise<SentEmail> {
    const email = await database.read((db) => findEmail(db, emailId));
    if (!email || !isSignedUnsubscribe({ emailId, secret: email.secret }, signature)) throw new NotFound();
    return email;
  }

  routes.openapi(ask, async (c) => {
    const { kind } = await getSigned(c.req.valid('param'));
    return c.html(renderUnsubscribePage({ kind, isDone: false }), 200, HEADERS);
  });

  routes.openapi(end, async (c) => {
    const { athleteUuid, kind } = await getSigned(c.req.valid('param'));
    await database.write((tx) => unsubscribe(tx, { athleteUuid, kind }));
    return c.html(renderUnsubscribePage({ kind, isDone: true }), 200, HEADERS);
  });
}
