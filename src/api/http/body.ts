import { inTime } from '../within.ts';
import { ContentTooLarge, MalformedRequest, RequestTimeout } from './protocol-errors.ts';

interface BodyLimits {
  limitBytes: number;
  /** How long a body may stall. */
  stallMs?: number;
}

/** A smaller body comes in one or two chunks, and is not counted chunk by chunk. */
const SMALL_BYTES = 64 * 1024;

/**
 * Reads the whole body, while it keeps arriving and is small enough, with or without Content-Length.
 * @throws ContentTooLarge, RequestTimeout, MalformedRequest (incomplete)
 */
export async function readBody(
  request: Request,
  { limitBytes, stallMs = 15_000 }: BodyLimits,
): Promise<Uint8Array> {
  const length = lengthOf(request);
  if (length > limitBytes) throw new ContentTooLarge(limitBytes);
  // Node's parser never returns more than Content-Length, so a small declared length needs no counting.
  if (length <= SMALL_BYTES) return new Uint8Array(await beforeStall(request.arrayBuffer(), stallMs));
  const chunks: Uint8Array[] = [];
  for await (const chunk of readChunks(request, { limitBytes, stallMs })) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/**
 * Reads the body in chunks. A chunk is read when the caller asks for it, and only the wait for it counts as a stall.
 * @throws ContentTooLarge, RequestTimeout, MalformedRequest (incomplete)
 */
export async function* readChunks(
  request: Request,
  { limitBytes, stallMs = 15_000 }: BodyLimits,
): AsyncGenerator<Uint8Array> {
  if (lengthOf(request) > limitBytes) throw new ContentTooLarge(limitBytes);
  const reader = request.body?.getReader();
  if (!reader) return;
  let size = 0;
  for (;;) {
    const { done, value } = await beforeStall(reader.read(), stallMs);
    if (done) return;
    size += value.byteLength;
    if (size > limitBytes) throw new ContentTooLarge(limitBytes);
    yield value;
  }
}

/** Returns the declared length; NaN without one. */
const lengthOf = (request: Request): number => Number(request.headers.get('Content-Length') ?? Number.NaN);

const beforeStall = <T>(read: Promise<T>, stallMs: number): Promise<T> =>
  inTime(stallMs, read.catch(asMalformed), () => new RequestTimeout());

/** The client disconnected: nobody reads the response, but it must not count as our error. */
function asMalformed(): never {
  throw new MalformedRequest('The body ended early.');
}
