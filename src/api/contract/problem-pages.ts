import { createRoute, z } from '@hono/zod-openapi';
import { html } from 'hono/html';
import { NotFound } from '../../domain/errors.ts';
import { negotiate } from '../http/negotiation.ts';
import { PROBLEMS, RECORDING_PROBLEMS } from '../http/problem-types.ts';
import type { Router } from '../routes/router.ts';
import { described, int32, model } from '../schemas/primitives.ts';
import { problems } from '../schemas/problem.ts';

interface ProblemPage {
  type: string;
  title: string;
  status?: number;
  description: string;
}

const PAGES = new Map<string, ProblemPage>(
  Object.entries({ ...PROBLEMS, ...RECORDING_PROBLEMS }).map(([code, problem]) => [
    code,
    { type: `/problems/${code}`, ...problem },
  ]),
);

/** For the document only: an unknown code is a 404, not a bad parameter. */
const problemCode = z.string().openapi('ProblemCode', {
  enum: [...PAGES.keys()],
  example: 'validation-error',
  description: 'Last part of the `type` of a problem.',
});

const problemType = model('ProblemType', 'A kind of problem.', {
  type: described(z.string(), 'The `type` of problems of this kind.'),
  title: described(z.string(), 'Short name.'),
  status: described(
    int32.optional(),
    'HTTP status. Absent for problems of one file or line of an import, which are no responses.',
  ),
  description: described(z.string(), 'What it means and what to do.'),
});

const get = createRoute({
  method: 'get',
  path: '/problems/{code}',
  operationId: 'getProblemType',
  summary: 'Explain a kind of problem',
  description: 'The `type` of every problem is the URL of such a page: HTML for people, JSON for tools.',
  tags: ['Service'],
  security: [],
  request: {
    params: z.object({ code: problemCode.openapi({ description: 'Last part of the `type`.' }) }),
  },
  responses: {
    200: {
      description: 'The explanation',
      content: { 'application/json': { schema: problemType }, 'text/html': { schema: z.string() } },
    },
    ...problems('not-found', 'method-not-allowed'),
  },
});

/** Adds one page per problem type, so that `type` is a working URL. */
export function addProblemPages(routes: Router) {
  routes.openapi(get, (c) => {
    const page = PAGES.get(c.req.valid('param').code);
    if (!page) throw new NotFound();
    c.header('Vary', 'Accept');
    const type = negotiate(c.req.header('Accept'), ['application/json', 'text/html']);
    if (type !== 'text/html') return c.json(page, 200);
    return c.html(render(page), 200, { 'Content-Security-Policy': "default-src 'none'" });
  });
}

const render = ({ type, title, status, description }: ProblemPage) =>
  html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title} – Afterburn</title>
      </head>
      <body>
        <h1>${status ?? ''} ${title}</h1>
        <p><code>${type}</code></p>
        <p>${description}</p>
        <p><a href="/docs">API documentation</a></p>
      </body>
    </html>`;
