/** Returns the line of a run, each with its own start. */
export const lineOf = (athleteId: string, index: number): string =>
  JSON.stringify({
    athleteId,
    sport: 'run',
    startedAt: new Date(Date.UTC(1990, 0, 1) + index * 6 * 3_600_000).toISOString(),
    durationSeconds: 1800 + (index % 600),
    distanceMeters: 5000 + (index % 500) * 10,
    averageHeartRate: 140 + (index % 20),
  });

/** Returns a body of these lines, generated while it is read. */
export function streamLines(lines: Iterable<string>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  const iterator = lines[Symbol.iterator]();
  return new ReadableStream({
    pull(controller) {
      let text = '';
      while (text.length < 64 * 1024) {
        const next = iterator.next();
        if (next.done) {
          if (text) controller.enqueue(encoder.encode(text));
          controller.close();
          return;
        }
        text += `${next.value}\n`;
      }
      controller.enqueue(encoder.encode(text));
    },
  });
}
