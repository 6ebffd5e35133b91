import { createParser, type EventSourceMessage } from 'eventsource-parser';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readEvents, type StreamEvent } from '../../src/demo/event-stream.ts';

/** The stream in pieces that end anywhere, also inside a letter. */
async function read(text: string, cuts: readonly number[] = []): Promise<StreamEvent[]> {
  const bytes = Buffer.from(text);
  const ends = [...new Set([...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length])].toSorted(
    (a, b) => a - b,
  );
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      ends.forEach((end, index) => controller.enqueue(bytes.subarray(ends[index - 1] ?? 0, end)));
      controller.close();
    },
  });
  const events: StreamEvent[] = [];
  for await (const event of readEvents(body)) events.push(event);
  return events;
}

describe('a stream of events', () => {
  it('is read with its ids and types; comments and the rest of a broken one are passed over', async () => {
    const text =
      'retry: 1000\n\n: still here\n\nid: 7\nevent: workout.processed\ndata: {"a":1}\n\nid: 8\ndata: lost';
    expect(await read(text)).toEqual([{ id: '7', type: 'workout.processed', data: '{"a":1}' }]);
  });

  it('is read as another parser reads it, however it comes', async () => {
    const line = fc.oneof(
      fc.constantFrom('', '', ': comment', 'data', 'data:', 'event: a', 'unknown: x', 'data: one: two'),
      fc.nat(99).map((id) => `id: ${id}`),
      fc.string({ unit: 'grapheme' }).map((text) => `data: ${text.replaceAll(/[\r\n]/g, '')}`),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(line),
        fc.array(fc.nat()),
        fc.constantFrom('\n', '\r\n'),
        async (lines, cuts, newline) => {
          const text = [...lines, '', ''].join(newline);
          const expected: EventSourceMessage[] = [];
          createParser({ onEvent: (event) => expected.push(event) }).feed(text);
          const found = (await read(text, cuts)).map(({ type, data }) => ({ type, data }));
          expect(found).toEqual(expected.map(({ event = '', data }) => ({ type: event, data })));
        },
      ),
    );
  });
});
