import type { Clock } from './clock.ts';
import type { AcceptedImport, WorkoutImport, WorkoutSubmission } from './contract.ts';
import { pollUntil } from './polling.ts';
import type { Ask, RequestOptions } from './requests.ts';

/** Workouts, or a zip of recordings of one athlete; at most 512 MiB. */
export type ImportRequest =
  { workouts: Iterable<WorkoutSubmission> } | { athleteId: string; zip: Blob | Uint8Array | ArrayBuffer };

/** The response follows after the whole body has been accepted. */
const IMPORT_TRY_TIMEOUT_MS = 900_000;

/** Imports of histories. Existing workouts are skipped, so a retry is safe; it is a new import. */
export function createImports({ ask, clock }: { ask: Ask; clock: Clock }) {
  const get = (importId: string, options?: RequestOptions) =>
    ask<WorkoutImport>({ path: `/v1/imports/${encodeURIComponent(importId)}` }, options);

  return {
    /** Sends an import. It is retried like a save, but not stored. */
    send: async (request: ImportRequest, { signal, retry }: RequestOptions = {}): Promise<AcceptedImport> => {
      const body = bodyOf(request);
      const call = { method: 'POST', path: '/v1/imports', ...body, expects: [202] } as const;
      const patience = { tryTimeoutMs: IMPORT_TRY_TIMEOUT_MS, ...retry };
      return ask<AcceptedImport>(call, { signal, retry: patience });
    },

    get,

    /** Returns the import after all of its workouts are processed. */
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
  // In many parts: a string of 512 MiB is not possible.
  const lines = Array.from(request.workouts, (workout) => `${JSON.stringify(workout)}\n`);
  return { headers: { 'Content-Type': 'application/x-ndjson' }, body: new Blob(lines) };
}
