import type { Clock } from './clock.ts';
import type { AcceptedUpload, Upload } from './contract.ts';
import { pollUntil } from './polling.ts';
import type { Ask, RequestOptions } from './requests.ts';

export interface UploadRequest {
  athleteId: string;
  /** A GPX, TCX or FIT file, also gzipped, at most 16 MiB. */
  file: Blob | Uint8Array | ArrayBuffer;
  /** Optional: the content determines the format. */
  contentType?: string | undefined;
}

/** 16 MiB take long on a slow connection. */
const FILE_TRY_TIMEOUT_MS = 120_000;

/** Uploads of recordings. The same bytes of the same athlete are the same upload, so a retry needs no key. */
export function createUploads({ ask, clock }: { ask: Ask; clock: Clock }) {
  const get = async (uploadId: string, options?: RequestOptions): Promise<Upload> => {
    const path = `/v1/uploads/${encodeURIComponent(uploadId)}`;
    return (await ask<Upload>({ method: 'GET', path, expects: [200] }, options)).body;
  };

  return {
    /** Repeated like a save, but kept in no store: keep the file until this resolves. */
    send: async (
      { athleteId, file, contentType = 'application/octet-stream' }: UploadRequest,
      { signal, retry }: RequestOptions = {},
    ): Promise<AcceptedUpload> => {
      const call = {
        method: 'POST',
        path: '/v1/uploads',
        query: { athleteId },
        headers: { 'Content-Type': contentType },
        body: file as RequestInit['body'],
        expects: [202],
      } as const;
      const patience = { tryTimeoutMs: FILE_TRY_TIMEOUT_MS, ...retry };
      return (await ask<AcceptedUpload>(call, { signal, retry: patience })).body;
    },

    get,

    /** Returns the upload after its file was read. Its workouts are then processed like any other. */
    waitUntilProcessed: (uploadId: string, options: RequestOptions = {}): Promise<Upload> =>
      pollUntil(
        { clock, signal: options.signal },
        () => get(uploadId, options),
        ({ status }) => status === 'processed' || status === 'failed',
      ),
  };
}

export type Uploads = ReturnType<typeof createUploads>;
