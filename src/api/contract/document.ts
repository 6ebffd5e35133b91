import type { OpenAPIHono } from '@hono/zod-openapi';
import type { ApiEnv } from '../auth/principal.ts';
import { PROBLEMS } from '../http/problem-types.ts';
import { problemOf } from '../http/problem.ts';

const DESCRIPTION = `The durable back end behind a fitness app's Save button. A 202 means that the workout is committed;
energy, achievements, leaderboards and reports follow in the background.

Errors are problems (RFC 9457, \`application/problem+json\`): match on \`type\`, and GET its URL for an explanation.
HEAD works wherever GET does.`;

const CONFIG = {
  openapi: '3.1.0',
  info: {
    title: 'Afterburn',
    version: '1',
    description: DESCRIPTION,
    contact: { name: 'Whoever operates this service' },
    license: { name: 'MIT', url: 'https://spdx.org/licenses/MIT.html' },
  },
  servers: [{ url: '/', description: 'This service' }],
  security: [{ bearer: [] }],
  tags: [
    { name: 'Workouts', description: 'Save, read, edit and delete workouts' },
    { name: 'Files', description: 'Upload recordings and import histories' },
    { name: 'Athletes', description: 'Profiles, achievements, records, events and reports' },
    { name: 'Boards', description: 'Leaderboards' },
    { name: 'Service', description: 'State of the service, for operators and tools' },
  ],
};

const text = (description: string) => ({ description, schema: { type: 'string' as const } });

const HEADERS = {
  'X-Request-Id': text(
    'Id of the request, as in the logs: yours if you sent one of 1 to 128 letters, digits, `.`, `_`, `:` or `-`, else a new one.',
  ),
  Location: text('Where to read the result.'),
  ETag: text('Current revision, quoted. Send it as `If-Match` to edit or delete.'),
  'WWW-Authenticate': text('Always `Bearer realm="afterburn"`.'),
  Allow: text('Methods that the path supports.'),
  'Retry-After': {
    description: 'Seconds to wait before a retry.',
    schema: { type: 'integer' as const, format: 'int32' },
  },
};

/** Returns a function that makes the OpenAPI document of the app's routes, once: routes do not change while running. */
export function createDocument(app: OpenAPIHono<ApiEnv>): () => object {
  const registry = app.openAPIRegistry;
  registry.registerComponent('securitySchemes', 'bearer', {
    type: 'http',
    scheme: 'bearer',
    description: "An app's API key, or an athlete token where that is enough.",
  });
  for (const [name, header] of Object.entries(HEADERS)) registry.registerComponent('headers', name, header);
  for (const [code, { description }] of Object.entries(PROBLEMS)) {
    const value = problemOf({ code: code as keyof typeof PROBLEMS, message: description }, 'b1c7e0f2');
    registry.registerComponent('examples', code, { value });
  }
  let document: object | undefined;
  return () =>
    (document ??= complete(
      app.getOpenAPI31Document(CONFIG, { unionPreferredType: 'oneOf' }) as unknown as Document,
    ));
}

interface Document {
  paths: Record<string, Record<string, { responses: Record<string, { headers?: object }> }>>;
  components: { schemas: Record<string, { properties?: Record<string, { default?: unknown }> }> };
}

/** Adds what all operations share. */
function complete(document: Document): object {
  for (const operation of Object.values(document.paths).flatMap((methods) => Object.values(methods))) {
    for (const response of Object.values(operation.responses)) {
      response.headers = {
        'X-Request-Id': { $ref: '#/components/headers/X-Request-Id' },
        ...response.headers,
      };
    }
  }
  // Generators take a field with a default for one that is always there. The descriptions name the defaults.
  for (const { properties = {} } of Object.values(document.components.schemas)) {
    for (const property of Object.values(properties)) delete property.default;
  }
  return document;
}
