import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { format, resolveConfig } from 'prettier';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Examples } from '../../src/api/contract/examples.ts';
import { startLiveApp, type LiveApp } from '../e2e/live-app.ts';
import { z } from 'zod';
import { readDocument } from './document.ts';
import { listPlaces, normalize } from './normalized.ts';
import { recordExamples } from './recorded-run.ts';

const FILE = fileURLToPath(new URL('../../src/api/contract/examples.json', import.meta.url));
const HINT =
  'Add a call to test/contract/recorded-run.ts if none returns it, then: UPDATE_CONTRACT=1 npx vitest run test/contract';

interface Media {
  schema: { type?: string; contentMediaType?: string };
  example?: unknown;
}
interface Operation {
  operationId: string;
  parameters?: { name: string; example?: unknown; schema: { example?: unknown } }[];
  requestBody?: { content: Record<string, Media> };
  responses: Record<string, { content?: Record<string, Media> }>;
}

let app: LiveApp;
let document: { paths: Record<string, Record<string, Operation>>; components: object };
let recorded: Examples;
beforeAll(async () => {
  app = await startLiveApp();
  recorded = normalize(await recordExamples(app, JSON.parse(await readDocument()) as object), Date.now());
  if (process.env['UPDATE_CONTRACT']) {
    const options = (await resolveConfig(FILE)) ?? {};
    writeFileSync(FILE, await format(JSON.stringify(recorded), { ...options, filepath: FILE }));
  }
  document = JSON.parse(await readDocument()) as typeof document;
}, 300_000);
afterAll(() => app?.stop());

const listOperations = () =>
  Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );

describe('the recorded examples', () => {
  it('have the fields of a fresh run', () => {
    const stored = JSON.parse(readFileSync(FILE, 'utf8')) as Examples;
    const [fresh, old] = [listPlaces(recorded), listPlaces(stored)];
    const differences = {
      notRecorded: [...fresh].filter((place) => !old.has(place)),
      notReturnedAnyMore: [...old].filter((place) => !fresh.has(place)),
    };
    expect(differences, HINT).toEqual({ notRecorded: [], notReturnedAnyMore: [] });
  });

  it.skipIf(process.env['UPDATE_CONTRACT'])('are there for every parameter, request and response', () => {
    const missing = listOperations().flatMap(({ operation }) => {
      const { operationId, parameters = [], requestBody, responses } = operation;
      const bodies = [
        ...Object.entries(requestBody?.content ?? {}).map(
          ([type, media]) => ['request', type, media] as const,
        ),
        ...Object.entries(responses)
          .filter(([status]) => Number(status) < 400)
          .flatMap(([status, { content = {} }]) =>
            Object.entries(content).map(([type, media]) => [status, type, media] as const),
          ),
      ];
      return [
        ...parameters
          .filter(({ example, schema }) => example === undefined && schema.example === undefined)
          .map(({ name }) => `${operationId} parameter ${name}`),
        ...bodies
          .filter(
            ([, , { schema, example }]) => example === undefined && schema.contentMediaType === undefined,
          )
          .map(([place, type]) => `${operationId} ${place} ${type}`),
      ];
    });
    expect(missing, HINT).toEqual([]);
  });

  it.skipIf(process.env['UPDATE_CONTRACT'])('are valid by the schemas that they stand beside', async () => {
    const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: false });
    ajv.addSchema({ $id: 'document', ...document });
    const invalid: unknown[] = [];
    const visit = (node: unknown, pointer: string): void => {
      if (typeof node !== 'object' || node === null) return;
      if ('schema' in node && 'example' in node) {
        const validate = ajv.compile({ $ref: `document#${pointer}/schema` });
        const isText = typeof node.example === 'string';
        if (!isText && !validate(node.example)) invalid.push({ pointer, errors: validate.errors });
      }
      for (const [key, value] of Object.entries(node))
        if (key !== 'schema' && key !== 'example')
          visit(value, `${pointer}/${encodeURIComponent(key.replaceAll('~', '~0').replaceAll('/', '~1'))}`);
    };
    visit(document.paths, '/paths');
    for (const [kind, values, schema] of [['problem', recorded.problems, 'Problem']] as const) {
      const validate = ajv.compile({ $ref: `document#/components/schemas/${schema}` });
      for (const [name, value] of Object.entries(values))
        if (!validate(value)) invalid.push({ kind, name, errors: validate.errors });
    }
    const { appEvent } = await import('../../src/api/schemas/events.ts');
    const ofAthlete = ajv.compile({ $ref: 'document#/components/schemas/AthleteEvent' });
    const ofApp = ajv.compile(z.toJSONSchema(appEvent));
    for (const [name, value] of Object.entries(recorded.events))
      if (!ofAthlete(value) && !ofApp(value)) invalid.push({ kind: 'event', name });
    expect(invalid).toEqual([]);
  });

  it('show each problem and each event by its own type', async () => {
    const { PROBLEMS } = await import('../../src/api/http/problem-types.ts');
    const { CATALOGUE_TYPES } = await import('../../src/api/schemas/events.ts');
    const problems = Object.entries(recorded.problems as Record<string, { type: string; status: number }>);
    expect(problems.map(([code]) => code).toSorted(), HINT).toEqual(Object.keys(PROBLEMS).toSorted());
    for (const [code, { type, status }] of problems)
      expect([type, status]).toEqual([`/problems/${code}`, PROBLEMS[code as keyof typeof PROBLEMS].status]);
    expect(Object.keys(recorded.events).toSorted(), HINT).toEqual(CATALOGUE_TYPES.toSorted());
  });
});
