import { createRoute } from '@hono/zod-openapi';
import { ensureAthletes } from '../../db/accept/acceptance.ts';
import { getImport, type StoredProblem } from '../../db/imports/import-reads.ts';
import { DatabaseUnavailable, InvalidParameter } from '../../domain/errors.ts';
import { createSemaphore, createSemaphores } from '../../process/semaphore.ts';
import { readChunks } from '../http/body.ts';
import type { RouteDependencies } from '../dependencies.ts';
import { acceptFiles } from '../imports/accept-files.ts';
import { acceptLines } from '../imports/accept-lines.ts';
import { readFormat } from '../imports/format.ts';
import { createReceiver, type Receiver } from '../imports/receiver.ts';
import { spool } from '../imports/spool.ts';
import { readWorkoutLines } from '../imports/workout-lines.ts';
import { readZip } from '../imports/zip.ts';
import { requireIdentityEncoding } from '../http/json-entry.ts';
import { appOnly } from '../auth/principal.ts';
import { acceptedImport, importQuery, importState } from '../schemas/import.ts';
import { importPath } from '../schemas/parameters.ts';
import { problems } from '../schemas/problem.ts';
import { json, locationHeader, type Router } from './router.ts';

export const IMPORTS_PATH = '/v1/imports';
const BODY_LIMIT_BYTES = 512 * 1024 * 1024;
const LINES_A_PAGE = { entries: 500, bytes: Infinity };
const FILES_A_PAGE = { entries: 100, bytes: 4 * 1024 * 1024 };
/** Pages that a process commits concurrently, over all imports. */
const PAGES_AT_ONCE = 2;
/** Zips of one app that a process stores concurrently; others wait. */
const ZIPS_AT_ONCE = 2;

const lines = { schema: { type: 'string', description: 'One WorkoutSubmission per line.' } } as const;
const zip = { schema: { type: 'string', contentMediaType: 'application/octet-stream' } } as const;

const send = createRoute({
  method: 'post',
  path: IMPORTS_PATH,
  operationId: 'importWorkouts',
  summary: 'Import many workouts',
  description: [
    'The body is NDJSON, one WorkoutSubmission per line, or a zip of GPX, TCX and FIT files, also the account export of',
    'Garmin (zips inside the zip) or Strava (with the sports and titles of its `activities.csv`).',
    'The body may be streamed, up to 512 MiB. Each line or file is validated on its own. Existing workouts are skipped and counted as',
    'duplicates, so after an interruption send the whole body again.',
    'Imported workouts have no events of their own; at the end each athlete gets one `import.processed`.',
    'Poll the `Location` every few seconds until `status` is `processed`.',
  ].join(' '),
  tags: ['Files'],
  middleware: appOnly,
  request: {
    query: importQuery,
    body: {
      required: true,
      content: {
        'application/x-ndjson': lines,
        'application/ndjson': lines,
        'application/zip': zip,
        'application/x-zip-compressed': zip,
      },
    },
  },
  responses: {
    202: json(acceptedImport, 'The body was read; processing continues in the background', locationHeader),
    ...problems('everywhere', 'body', 'forbidden', 'invalid-parameter', 'not-found', 'not-ready'),
  },
});

const get = createRoute({
  method: 'get',
  path: `${IMPORTS_PATH}/{importId}`,
  operationId: 'getImport',
  summary: 'Read the progress of an import',
  description: 'Returns counts of accepted, duplicate and refused entries, and why entries were refused.',
  tags: ['Files'],
  middleware: appOnly,
  request: { params: importPath },
  responses: { 200: json(importState, 'The import'), ...problems('everywhere', 'forbidden', 'not-found') },
});

/** Adds the routes for imports. */
export function addImportRoutes(routes: Router, dependencies: RouteDependencies) {
  const { database } = dependencies;
  const pageSemaphore = createSemaphore(PAGES_AT_ONCE);
  const zipSemaphores = createSemaphores(ZIPS_AT_ONCE);

  routes.openapi(send, async (c) => {
    const { appId } = c.var.principal;
    const { athleteId } = c.req.valid('query');
    const format = readFormat(c);
    requireIdentityEncoding(c);
    const receiver = createReceiver({
      database,
      semaphore: pageSemaphore,
      isDraining: () => dependencies.isDraining(),
    });
    const self = `${IMPORTS_PATH}/${receiver.importId}`;
    const chunks = readChunks(c.req.raw, { limitBytes: BODY_LIMIT_BYTES });
    try {
      if (format === 'ndjson') await receiveLines(receiver, { appId, athleteId, chunks });
      else await zipSemaphores(appId)(() => receiveZip(receiver, { appId, athleteId, chunks }));
    } catch (error) {
      if (receiver.hasBegun()) c.header('Location', self);
      // The rest of the body must not be parsed as the next request.
      c.header('Connection', 'close');
      const ended = receiver.giveUp(error);
      // Without a database, ending the import has to wait, but the caller need not.
      if (!(error instanceof DatabaseUnavailable)) await ended;
      throw error;
    }
    c.header('Location', self);
    return c.json({ id: receiver.importId, status: 'processing' as const, links: { self } }, 202);
  });

  routes.openapi(get, async (c) => {
    const { importId } = c.req.valid('param');
    const { appId } = c.var.principal;
    const found = await database.read((db) => getImport(db, { importId, appId }));
    const { status, total, accepted, duplicates, refused, unfinished } = found;
    return c.json(
      {
        id: importId,
        status,
        total,
        accepted,
        duplicates,
        refused,
        processed: accepted - unfinished,
        problems: found.problems.map((stored) => toProblem(found.format, stored)),
      },
      200,
    );
  });
}

interface Body {
  appId: string;
  athleteId: string | undefined;
  chunks: AsyncIterable<Uint8Array>;
}

async function receiveLines(receiver: Receiver, { appId, athleteId, chunks }: Body): Promise<void> {
  if (athleteId !== undefined)
    throw new InvalidParameter('athleteId is only for a zip: each NDJSON line names its athlete.');
  await receiver.receive({
    appId,
    format: 'ndjson',
    entries: readWorkoutLines(chunks),
    limits: LINES_A_PAGE,
    accept: (tx, { importId }, page) => acceptLines(tx, { appId, importId }, page),
  });
}

async function receiveZip(receiver: Receiver, { appId, athleteId, chunks }: Body): Promise<void> {
  if (athleteId === undefined) throw new InvalidParameter('athleteId is required for a zip.');
  const file = await spool(chunks);
  try {
    await receiver.receive({
      appId,
      format: 'zip',
      entries: readZip(file.fd),
      limits: FILES_A_PAGE,
      findAthlete: async (tx) => (await ensureAthletes(tx, appId, [athleteId])).get(athleteId)!,
      accept: (tx, { importId, athleteUuid }, page) =>
        acceptFiles(tx, { appId, importId, athleteUuid: athleteUuid! }, page),
    });
  } finally {
    await file.close();
  }
}

const toProblem = (format: string, { entry, fileName, problem }: StoredProblem) => ({
  ...(format === 'ndjson' && entry !== null ? { line: entry } : {}),
  ...(fileName === null ? {} : { file: fileName }),
  problem: problem as { type: string; title: string; detail: string },
});
