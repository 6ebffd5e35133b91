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
  const get = (uploadId: string, options?: RequestOptions) =>
    ask<Upload>({ path: `/v1/uploads/${encodeURIComponent(uploadId)}` }, options);

  return {
    /** Sends a file. It is retried like a save, but not stored: keep the file until this resolves. */
    send: (
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
      return ask<AcceptedUpload>(call, { signal, retry: patience });
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
