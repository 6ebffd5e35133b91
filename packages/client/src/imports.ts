import type { Clock } from './clock.ts';
import type { AcceptedImport, WorkoutImport, WorkoutSubmission } from './contract.ts';
import { pollUntil } from './polling.ts';
import type { Ask, RequestOptions } from './requests.ts';

/** Workouts, or a zip of recordings of one athlete; at most 512 MiB. */
export type ImportRequest =
  { workouts: Iterable<WorkoutSubmission> } | { athleteId: string; zip: Blob | Uint8Array | ArrayBuffer };

/** The answer comes when the whole body was read and accepted. */
const IMPORT_TRY_TIMEOUT_MS = 900_000;

/** Histories from elsewhere. What is there already changes nothing, so a repetition is safe, and is an import of its own. */
export function createImports({ ask, clock }: { ask: Ask; clock: Clock }) {
  const get = (importId: string, options?: RequestOptions) =>
    ask<WorkoutImport>({ path: `/v1/imports/${encodeURIComponent(importId)}` }, options);

  return {
    /** Repeated like a save, but kept in no store. */
    send: async (request: ImportRequest, { signal, retry }: RequestOptions = {}): Promise<AcceptedImport> => {
      const body = bodyOf(request);
      const call = { method: 'POST', path: '/v1/imports', ...body, expects: [202] } as const;
      const patience = { tryTimeoutMs: IMPORT_TRY_TIMEOUT_MS, ...retry };
      return ask<AcceptedImport>(call, { signal, retry: patience });
    },

    get,

    /** The import once all that it brought is processed. */
    waitUntilProcessed: (importId: string, options: RequestOptions = {}): Promise<WorkoutImport> =>
      pollUntil(
        { clock, signal: options.signal },
        () => get(importId, options),
        ({ status }) => status === 'processed' || status === 'failed',
      ),
  };
}

export type Imports = ReturnType<typeof createImports>;

function bodyOf(request: ImportRequest) {
  if ('zip' in request) {
    return {
      query: { athleteId: request.athleteId },
      headers: { 'Content-Type': 'application/zip' },
      body: request.zip as RequestInit['body'],
    };
  }
  // Many parts, since one string of 512 MiB cannot be.
  const lines = Array.from(request.workouts, (workout) => `${JSON.stringify(workout)}\n`);
  return { headers: { 'Content-Type': 'application/x-ndjson' }, body: new Blob(lines) };
}
