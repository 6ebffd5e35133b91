/** One event of a stream of `text/event-stream`. */
export interface StreamEvent {
  id: string;
  type: string;
  data: string;
}

/** Reads the events of a stream as they come; comments and `retry` are passed over. */
export async function* readEvents(body: ReadableStream<Uint8Array>): AsyncGenerator<StreamEvent> {
  let event = { id: '', type: '', data: [] as string[] };
  for await (const line of readLines(body)) {
    if (line === '') {
      if (event.data.length > 0) yield { ...event, data: event.data.join('\n') };
      event = { id: event.id, type: '', data: [] };
      continue;
    }
    const [, name, value = ''] = /^([^:]*)(?:: ?(.*))?$/.exec(line) ?? [];
    if (name === 'id') event.id = value;
    if (name === 'event') event.type = value;
    if (name === 'data') event.data.push(value);
  }
}

async function* readLines(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const bytes of body) {
    const lines = (rest + decoder.decode(bytes, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) yield line.replace(/\r$/, '');
  }
}
