import { ContentTooLarge, MalformedRequest, RequestTimeout } from './protocol-errors.ts';

interface BodyLimits {
  limitBytes: number;
  /** How long a body may stand still. */
  stallMs?: number;
}

/** Below this a body comes in one piece or two, and need not be watched chunk by chunk. */
const SMALL_BYTES = 64 * 1024;

/**
 * Reads the whole body, for as long as it keeps coming and stays small enough, whether its length was told or not.
 * @throws ContentTooLarge, RequestTimeout, MalformedRequest (cut off)
 */
export async function readBody(
  request: Request,
  { limitBytes, stallMs = 15_000 }: BodyLimits,
): Promise<Uint8Array> {
  const length = lengthOf(request);
  if (length > limitBytes) throw new ContentTooLarge(limitBytes);
  // Node's parser never hands out more than Content-Length, so a small told length needs no counting.
  if (length <= SMALL_BYTES) return new Uint8Array(await beforeStall(request.arrayBuffer(), stallMs));
  const chunks: Uint8Array[] = [];
  for await (const chunk of readChunks(request, { limitBytes, stallMs })) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/**
 * The body as it comes: the next piece is read when it is asked for, and only that wait counts as standing still.
 * @throws ContentTooLarge, RequestTimeout, MalformedRequest (cut off)
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

/** NaN where it was not told. */
const lengthOf = (request: Request): number => Number(request.headers.get('Content-Length') ?? Number.NaN);

async function beforeStall<T>(read: Promise<T>, stallMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const stalled = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new RequestTimeout()), stallMs);
  });
  try {
    return await Promise.race([read.catch(asMalformed), stalled]);
  } finally {
    clearTimeout(timer);
  }
}

/** The caller went away in the middle: nobody reads the answer, but it must not count as our error. */
function asMalformed(): never {
  throw new MalformedRequest('The body ended early.');
}
