const NEWLINE = 0x0a;

export interface Line {
  /** Line number, from 1. */
  line: number;
  /** The line without its end; null if it was too long. Valid until the next line is read. */
  bytes: Uint8Array | null;
}

/** Splits a body into lines as it arrives. Holds at most one line in memory. */
export async function* splitLines(
  chunks: AsyncIterable<Uint8Array>,
  { limitBytes }: { limitBytes: number },
): AsyncGenerator<Line> {
  const begun = createHolder(limitBytes);
  let line = 1;
  for await (const chunk of chunks) {
    let start = 0;
    for (;;) {
      const end = chunk.indexOf(NEWLINE, start);
      const part = chunk.subarray(start, end === -1 ? chunk.byteLength : end);
      if (end === -1) {
        begun.add(part);
        break;
      }
      yield { line, bytes: begun.finish(part) };
      line += 1;
      start = end + 1;
    }
  }
  if (begun.isBegun()) yield { line, bytes: begun.finish(new Uint8Array()) };
}

const FIRST_BYTES = 4096;

/** Collects the parts of a line in one buffer: a line may arrive byte by byte. */
function createHolder(limitBytes: number) {
  let buffer = new Uint8Array(FIRST_BYTES);
  let size = 0;
  const add = (part: Uint8Array): void => {
    const grown = size + part.byteLength;
    if (grown <= limitBytes) {
      if (grown > buffer.byteLength) {
        const larger = new Uint8Array(Math.min(limitBytes, Math.max(grown, buffer.byteLength * 2)));
        larger.set(buffer.subarray(0, size));
        buffer = larger;
      }
      buffer.set(part, size);
    }
    size = grown;
  };
  return {
    isBegun: () => size > 0,
    add,
    /** Returns the line with its last part. */
    finish(part: Uint8Array): Uint8Array | null {
      if (size === 0) return part.byteLength <= limitBytes ? part : null;
      add(part);
      const whole = size <= limitBytes ? buffer.subarray(0, size) : null;
      size = 0;
      return whole;
    },
  };
}
