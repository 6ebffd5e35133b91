import { createRoute, z } from '@hono/zod-openapi';
import { createRouter, json } from '../routes/router.ts';
import { appEvent, CATALOGUE_TYPES } from '../schemas/events.ts';
import { described, model } from '../schemas/primitives.ts';
import { problems } from '../schemas/problem.ts';
import type { ApiDocument } from './document.ts';
import { EXAMPLES } from './examples.ts';

const eventType = model('EventType', 'A type of event.', {
  type: described(z.string(), 'Type of the event, and name of the server-sent event.'),
  description: described(z.string(), 'When the event is sent.'),
  schema: described(z.record(z.string(), z.unknown()), 'JSON Schema (2020-12) of the whole event.'),
  example: described(
    z.record(z.string(), z.unknown()),
    'A whole event, as the stream sends it, or as `GET /v1/events` returns it.',
  ),
});

const eventTypes = model('EventTypes', 'The catalogue of event types.', {
  eventTypes: described(z.array(eventType), 'All types of events.'),
});

const list = createRoute({
  method: 'get',
  path: '/v1/event-types',
  operationId: 'listEventTypes',
  summary: 'List event types',
  description: 'Returns each type of event with its JSON Schema and an example. Needs no key.',
  tags: ['Service'],
  security: [],
  responses: { 200: json(eventTypes, 'All types of events'), ...problems('everywhere') },
});

/** Serves the catalogue of event types, from the schemas of the document. */
export function createEventTypes(document: () => ApiDocument) {
  const routes = createRouter();
  let catalogue: object[] | undefined;
  routes.openapi(list, (c) => {
    catalogue ??= CATALOGUE_TYPES.map((type) =>
      describe(type, { ...document().components.schemas, ...appEventSchemas() }),
    );
    return c.json({ eventTypes: catalogue as z.output<typeof eventType>[] }, 200);
  });
  return routes;
}

/** No route returns these models, so they are not in the document. */
function appEventSchemas(): Schemas {
  const own = createRouter();
  own.openAPIRegistry.register('AppEvent', appEvent);
  const config = { openapi: '3.1.0', info: { title: 'Events of an app', version: '1' } };
  return (own.getOpenAPI31Document(config) as unknown as ApiDocument).components.schemas;
}

type Schemas = ApiDocument['components']['schemas'];

const REFERENCE = '#/components/schemas/';

function describe(type: string, schemas: Schemas): object {
  const mapping = {
    ...schemas['AthleteEvent']!.discriminator!.mapping,
    ...schemas['AppEvent']!.discriminator!.mapping,
  };
  const name = mapping[type]!.slice(REFERENCE.length);
  const $schema = 'https://json-schema.org/draft/2020-12/schema';
  return {
    type,
    description: schemas[name]!.description,
    schema: { $schema, ...(inline(schemas[name], schemas) as object) },
    example: EXAMPLES.events[type],
  };
}

/** Returns a schema with the models in place of the references to them. */
function inline(node: unknown, schemas: Schemas): unknown {
  if (typeof node !== 'object' || node === null) return node;
  if (Array.isArray(node)) return node.map((item) => inline(item, schemas));
  if ('$ref' in node) return inline(schemas[String(node.$ref).slice(REFERENCE.length)], schemas);
  return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, inline(value, schemas)]));
}
