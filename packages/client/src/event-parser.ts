/** One block of a `text/event-stream`. */
export interface StreamBlock {
  /** The position after this block; a block may have nothing else. */
  id: string | undefined;
  data: string | undefined;
}

/** Creates a parser that splits the bytes of an event stream into blocks. Skips comments and `retry`. */
export function createEventParser(): (chunk: Uint8Array) => StreamBlock[] {
  const decoder = new TextDecoder();
  let rest = '';
  return (chunk) => {
    rest += decoder.decode(chunk, { stream: true });
    const blocks = rest.split(/\r?\n\r?\n/);
    // A block without a final empty line is incomplete.
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
