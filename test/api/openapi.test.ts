import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { createApp } from '../../src/api/app.ts';
import { EXAMPLES } from '../../src/api/contract/examples.ts';
import type { ApiDependencies } from '../../src/api/dependencies.ts';
import { PROBLEMS } from '../../src/api/http/problem-types.ts';
import { EVENT_TYPES } from '../../src/api/schemas/events.ts';
import { RECORDING_REJECTIONS } from '../../src/domain/recording.ts';

/** The document and its page need neither a database nor Temporal. */
const app = createApp({
  log: { debug() {}, info() {}, warn() {}, error() {} },
  isDraining: () => false,
} as unknown as ApiDependencies);

interface Parameter {
  name: string;
  description?: string;
  in: string;
  required?: boolean;
  schema: object;
}

interface Schema {
  type?: string | string[];
  format?: string;
  pattern?: string;
  enum?: unknown[];
  description?: string;
  properties?: Record<string, Schema & { $ref?: string; oneOf?: object[]; default?: unknown }>;
  oneOf?: object[];
}

interface Operation {
  operationId: string;
  summary: string;
  description: string;
  tags: string[];
  security?: object[];
  parameters?: Parameter[];
  requestBody?: { required: boolean; content: Record<string, { schema: object }> };
  responses: Record<
    string,
    {
      description: string;
      headers: object;
      content?: Record<string, { schema: object; example?: unknown; examples?: object }>;
    }
  >;
}

const document = (await (await app.request('/openapi.json')).json()) as {
  openapi: string;
  info: { title: string; version: string };
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema>; [kind: string]: Record<string, object> };
};

const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({
    path,
    method,
    operation,
    name: `${method} ${path}`,
  })),
);

/** Every `$ref` and every schema there is, wherever it stands. */
function collect(node: unknown, found = { refs: [] as string[], schemas: [] as object[] }) {
  if (typeof node !== 'object' || node === null) return found;
  for (const [key, value] of Object.entries(node)) {
    if (key === '$ref') found.refs.push(String(value));
    if (key === 'schema' && typeof value === 'object') found.schemas.push(value as object);
    collect(value, found);
  }
  return found;
}

describe('GET /openapi.json', () => {
  it('is OpenAPI 3.1 of every route of the contract', () => {
    expect(document.openapi).toBe('3.1.0');
    const ids = operations.map(({ operation }) => operation.operationId);
    expect(ids.toSorted()).toEqual(Object.keys(EXAMPLES.operations).toSorted());
  });

  it('has only schemas that are JSON Schema 2020-12, and references that lead somewhere', () => {
    const ajv = new Ajv2020({
      strict: true,
      strictRequired: false,
      allowUnionTypes: true,
      validateFormats: false,
    });
    ajv.addVocabulary(['example', 'discriminator']);
    const { refs, schemas } = collect(document);
    expect(refs.length).toBeGreaterThan(50);
    for (const ref of refs) {
      const [, kind, name] = /^#\/components\/(\w+)\/([\w-]+)$/.exec(ref)!;
      expect(Object.keys(document.components[kind!]!)).toContain(name);
    }
    const inline = [...schemas, ...Object.values(document.components.schemas)];
    const resolved = JSON.parse(
      JSON.stringify(inline).replaceAll('#/components/schemas/', 'schemas#/$defs/'),
    );
    ajv.addSchema({
      $id: 'schemas',
      $defs: JSON.parse(
        JSON.stringify(document.components.schemas).replaceAll('#/components/schemas/', 'schemas#/$defs/'),
      ),
    });
    for (const schema of resolved) ajv.compile(schema);
    // The word of 3.0 that 3.1 no longer knows.
    expect(JSON.stringify(document)).not.toContain('"nullable"');
  });

  it('names every model, and describes each of its properties', () => {
    const inline: string[] = [];
    const visit = (node: unknown, place: string): void => {
      if (typeof node !== 'object' || node === null) return;
      const { type, properties, enum: values } = node as Schema;
      const isModel = (type === 'object' && properties) || (values && values.length > 1);
      if (isModel && !/^components\.schemas\.\w+$/.test(place)) inline.push(place);
      for (const [key, value] of Object.entries(node))
        if (key !== 'example') visit(value, place ? `${place}.${key}` : key);
    };
    visit({ paths: document.paths, components: { schemas: document.components.schemas } }, '');
    expect(inline).toEqual([]);
    for (const [name, { description, properties = {} }] of Object.entries(document.components.schemas)) {
      expect([name, description]).toEqual([name, expect.any(String)]);
      for (const [property, schema] of Object.entries(properties)) {
        // A model describes itself.
        const described = schema.description ?? schema.$ref ?? schema.oneOf;
        expect([name, property, described]).toEqual([name, property, expect.anything()]);
      }
    }
  });

  it('has only what code generators get right', () => {
    const visit = (node: unknown, place: string): void => {
      if (typeof node !== 'object' || node === null) return;
      const schema = node as Schema;
      const types = [schema.type ?? []].flat();
      // Without a format Kotlin writes decimals as strings, and Go reads them as float32.
      if (types.includes('number')) expect([place, schema.format]).toEqual([place, 'double']);
      if (types.includes('integer'))
        expect([place, schema.format]).toEqual([place, expect.stringMatching(/^int(32|64)$/)]);
      // A component that may be null, or is nothing else, is dropped or breaks the build.
      if (
        place.startsWith('components.schemas.') &&
        !place.includes('.properties.') &&
        !place.includes('oneOf')
      )
        expect([place, types]).toEqual([place, expect.not.arrayContaining(['null'])]);
      if (/\.properties\.\w+$/.test(place)) {
        expect([place, types]).not.toEqual([place, ['null']]);
        // openapi-typescript requires a field that has a default.
        expect(Object.keys(schema)).not.toContain('default');
      }
      // Pydantic and others refuse a pattern beside this format.
      if (schema.format === 'uuid') expect([place, schema.pattern]).toEqual([place, undefined]);
      if (types.includes('boolean')) expect([place, schema.enum]).toEqual([place, undefined]);
      for (const [key, value] of Object.entries(node))
        if (key !== 'example') visit(value, place ? `${place}.${key}` : key);
    };
    visit({ paths: document.paths, components: { schemas: document.components.schemas } }, '');
    // Generators that look at the first media type only must find one that they can send.
    const [first] = Object.keys(document.paths['/v1/uploads']!['post']!.requestBody!.content);
    expect(first).toBe('multipart/form-data');
  });

  it.each(operations)('describes $name in full', ({ path, operation }) => {
    expect(operation.summary).toBeTruthy();
    expect(operation.description).toBeTruthy();
    for (const parameter of operation.parameters ?? []) expect(parameter.description).toBeTruthy();
    expect(operation.tags).toHaveLength(1);
    const inPath = (operation.parameters ?? []).filter((parameter) => parameter.in === 'path');
    expect(inPath.map(({ name }) => name)).toEqual([...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name));
    expect(inPath.every(({ required }) => required)).toBe(true);
    for (const [status, { description, headers, content }] of Object.entries(operation.responses)) {
      expect(description).toBeTruthy();
      expect(headers).toHaveProperty('X-Request-Id');
      if (Number(status) < 400) continue;
      expect(content).toEqual({
        'application/problem+json': {
          schema: { $ref: '#/components/schemas/Problem' },
          examples: expect.any(Object) as object,
        },
      });
    }
    const isRedirect = Object.keys(operation.responses).includes('302');
    expect(Object.keys(operation.responses).some((status) => status.startsWith('2'))).toBe(!isRedirect);
    if (!path.startsWith('/v1') || path === '/v1/event-types') return expect(operation.security).toEqual([]);
    expect(Object.keys(operation.responses)).toEqual(
      expect.arrayContaining(['400', '401', '414', '431', '500', '503']),
    );
    if (operation.requestBody) {
      expect(Object.keys(operation.responses)).toEqual(
        expect.arrayContaining(['408', '413', '415', '417', '422']),
      );
    }
  });

  it('takes an Idempotency-Key where the contract has one, and nowhere else', () => {
    const keyed = operations.filter(({ operation }) =>
      operation.parameters?.some((parameter) => parameter.name === 'Idempotency-Key'),
    );
    expect(keyed.map(({ name }) => name).sort()).toEqual([
      'delete /v1/workouts/{workoutId}',
      'patch /v1/workouts/{workoutId}',
      'post /v1/workouts',
      'post /v1/workouts/{workoutId}/flag-review',
    ]);
  });
});

describe('GET /problems/{code}', () => {
  it.each([...Object.keys(PROBLEMS), ...RECORDING_REJECTIONS])(
    'explains %s to people and tools',
    async (code) => {
      const type = `/problems/${code}`;
      const tool = await app.request(type);
      expect(await tool.json()).toMatchObject({
        type,
        title: expect.any(String),
        description: expect.any(String),
      });
      const page = await app.request(type, { headers: { Accept: 'text/html,*/*;q=0.8' } });
      expect(page.headers.get('Content-Type')).toMatch(/^text\/html/);
      expect(await page.text()).toContain(type);
    },
  );

  it('is a 404 for what is none', async () => {
    expect((await app.request('/problems/none-such')).status).toBe(404);
  });
});

describe('GET /docs', () => {
  it('shows the document without a byte from elsewhere', async () => {
    const response = await app.request('/docs');
    const page = await response.text();
    expect(response.headers.get('Content-Security-Policy')).toContain("default-src 'none'");
    expect(page).not.toMatch(/https?:\/\/(?!127\.0\.0\.1)/);
    const assets = [...page.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, path]) => path!);
    for (const code of Object.keys(PROBLEMS)) expect(assets).toContain(`/problems/${code}`);
    expect(page).toContain('Afterburn in five minutes');
    for (const type of EVENT_TYPES) expect(page).toContain(`<code>${type}</code>`);
    for (const path of assets) {
      const asset = await app.request(path);
      expect([path, asset.status]).toEqual([path, 200]);
      expect((await asset.text()).length).toBeGreaterThan(50);
    }
  });
});
