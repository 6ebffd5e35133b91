/** A block of a stream of `text/event-stream`. */
export interface StreamBlock {
  /** The position after it; a block may have nothing else. */
  id: string | undefined;
  data: string | undefined;
}

/** Cuts the bytes of an event stream into blocks, wherever the chunks end. Comments and `retry` are passed over. */
export function createEventParser(): (chunk: Uint8Array) => StreamBlock[] {
  const decoder = new TextDecoder();
  let rest = '';
  return (chunk) => {
    rest += decoder.decode(chunk, { stream: true });
    const blocks = rest.split(/\r?\n\r?\n/);
    // What is not closed by an empty line has not been said.
    rest = blocks.pop() ?? '';
    return blocks.map(parseBlock);
  };
}

function parseBlock(text: string): StreamBlock {
  const fields = text.split(/\r?\n/).map((line) => /^([^:]+):? ?(.*)$/.exec(line) ?? []);
  const valuesOf = (wanted: string) =>
    fields.filter(([, name]) => name === wanted).map(([, , value = '']) => value);
  const data = valuesOf('data');
  return { id: valuesOf('id').at(-1), data: data.length === 0 ? undefined : data.join('\n') };
}
