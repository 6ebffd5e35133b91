import type { OpenAPIHono } from '@hono/zod-openapi';
import type { ApiEnv } from '../auth/principal.ts';
import { PROBLEMS } from '../http/problem-types.ts';
import { problemOf } from '../http/problem.ts';
import { EXAMPLES } from './examples.ts';

const DESCRIPTION = `The durable back end behind a fitness app's Save button. A 202 means that the workout is committed;
energy, achievements, leaderboards and reports follow in the background.

Errors are problems (RFC 9457, \`application/problem+json\`): match on \`type\`, and GET its URL for an explanation.
HEAD is supported wherever GET is.`;

const CONFIG = {
  openapi: '3.1.0',
  info: {
    title: 'Afterburn',
    version: '1',
    description: DESCRIPTION,
    contact: { name: 'The operator of this service' },
    license: { name: 'MIT', url: 'https://spdx.org/licenses/MIT.html' },
  },
  servers: [{ url: '/', description: 'This service' }],
  security: [{ bearer: [] }],
  tags: [
    { name: 'Workouts', description: 'Save, read, edit and delete workouts' },
    { name: 'Files', description: 'Upload recordings and import histories' },
    { name: 'Athletes', description: 'Profiles, achievements, records, events and reports' },
    { name: 'Leaderboards', description: 'Ranks of athletes by week, month, year and of all time' },
    { name: 'Webhooks', description: "The app's events, pushed or polled" },
    { name: 'Service', description: 'State of the service, for operators and tools' },
  ],
};

const text = (description: string) => ({ description, schema: { type: 'string' as const } });

const HEADERS = {
  'X-Request-Id': text(
    'Id of the request, as in the logs. It is yours if you sent 1 to 128 letters, digits, `.`, `_`, `:` or `-`; otherwise it is new.',
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

/** Returns a function that builds the OpenAPI document on its first call: routes do not change later. */
export function createDocument(app: OpenAPIHono<ApiEnv>): () => ApiDocument {
  const registry = app.openAPIRegistry;
  registry.registerComponent('securitySchemes', 'bearer', {
    type: 'http',
    scheme: 'bearer',
    description: "An app's API key, or an athlete token where that is enough.",
  });
  for (const [name, header] of Object.entries(HEADERS)) registry.registerComponent('headers', name, header);
  for (const code of Object.keys(PROBLEMS) as (keyof typeof PROBLEMS)[]) {
    const message = PROBLEMS[code].description;
    const value = EXAMPLES.problems[code] ?? problemOf({ code, message }, 'b1c7e0f2');
    registry.registerComponent('examples', code, { value });
  }
  let document: ApiDocument | undefined;
  return () =>
    (document ??= complete(
      app.getOpenAPI31Document(CONFIG, { unionPreferredType: 'oneOf' }) as unknown as ApiDocument,
    ));
}

type Content = Record<string, { example?: unknown }>;

interface Operation {
  operationId: string;
  parameters?: { name: string; example?: unknown; schema?: { example?: unknown } }[];
  requestBody?: { content: Content };
  responses: Record<string, { headers?: object; content?: Content }>;
}

interface Schema {
  description?: string;
  properties?: Record<string, { default?: unknown }>;
  discriminator?: { mapping: Record<string, string> };
}

/** The parts of the document that are read or completed here. */
export interface ApiDocument {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema> };
}

/** Adds what all operations share, and the recorded examples. */
function complete(document: ApiDocument): ApiDocument {
  for (const operation of Object.values(document.paths).flatMap((methods) => Object.values(methods))) {
    for (const response of Object.values(operation.responses)) {
      response.headers = {
        'X-Request-Id': { $ref: '#/components/headers/X-Request-Id' },
        ...response.headers,
      };
    }
    addExamples(operation);
  }
  // Generators treat a field with a default as always present. The descriptions name the defaults.
  for (const { properties = {} } of Object.values(document.components.schemas)) {
    for (const property of Object.values(properties)) delete property.default;
  }
  return document;
}

function addExamples(operation: Operation): void {
  const recorded = EXAMPLES.operations[operation.operationId];
  if (!recorded) return;
  for (const parameter of operation.parameters ?? []) {
    const example = recorded.parameters[parameter.name];
    if (example !== undefined && parameter.schema?.example === undefined) parameter.example = example;
  }
  const add = (content: Content = {}, bodies: Record<string, unknown> = {}): void => {
    for (const [type, media] of Object.entries(content)) if (type in bodies) media.example = bodies[type];
  };
  add(operation.requestBody?.content, recorded.request);
  for (const [status, { content }] of Object.entries(operation.responses))
    add(content, recorded.responses[status]);
}
