import type { IncomingMessage } from 'node:http';

const MAX_RESPONSE_BYTES = 64 * 1024;
const KEPT_BYTES = 1024;

export class ResponseTooLargeError extends Error {
  override readonly name = 'ResponseTooLargeError';
}

/**
 * Reads a response to its end, so that its connection can be reused, and returns the first 1,024 bytes as text.
 * @throws ResponseTooLargeError after 64 KiB
 */
export async function readResponseText(response: IncomingMessage): Promise<string> {
  const kept: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    if (size < KEPT_BYTES) kept.push(chunk.subarray(0, KEPT_BYTES - size));
    size += chunk.length;
    if (size > MAX_RESPONSE_BYTES)
      throw new ResponseTooLargeError(`The response has more than ${MAX_RESPONSE_BYTES} bytes.`);
  }
  // A character that the limit cuts is left out. PostgreSQL stores no NUL.
  const text = new TextDecoder().decode(Buffer.concat(kept), { stream: true });
  return text.replaceAll('\0', '\u{FFFD}');
}
