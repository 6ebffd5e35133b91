import { gzipSync } from 'node:zlib';
import { describe, expect, test, vi } from 'vitest';
import { ParsingTimedOut } from '../../../src/activities/recording/parse-outcome.ts';
import { parseRecording } from '../../../src/activities/recording/parse-recording.ts';
import { makeGpx } from '../../../src/demo/make-gpx.ts';
import { RecordingRejected } from '../../../src/domain/recording.ts';
import { createSemaphore, type Semaphore } from '../../../src/process/semaphore.ts';
import { takeSlot } from '../../support/take-slot.ts';
import { gpxFile, straightPoints } from './make-xml.ts';

const gpx = (durationSeconds: number) =>
  Buffer.from(makeGpx({ sport: 'ride', startedAt: '2026-03-01T08:00:00Z', durationSeconds }));
/** Over 64 kB, so that it is parsed in a thread. */
const large = gpx(2000);
/** Parsed in a thread for some tenths of a second. */
const slow = gzipSync(gpx(30_000), { level: 1 });

describe('a recording', () => {
  test('is the same from the thread as from here, and the bytes stay', async () => {
    const before = Buffer.from(large);
    const plain = await parseRecording(large);
    const packed = await parseRecording(gzipSync(large));
    expect(large.equals(before)).toBe(true);
    expect(plain).toEqual(packed);
    expect(plain.workouts[0]?.facts).toMatchObject({ sport: 'ride', durationSeconds: 2000 });
    expect(plain.workouts[0]?.track?.heartRate).toBeInstanceOf(Float32Array);
    expect(plain.workouts[0]?.track?.seconds).toHaveLength(2001);
  });

  test('may be a part of a larger buffer', async () => {
    const small = gpxFile([{ segments: [straightPoints(9)] }]);
    const around = Buffer.concat([Buffer.from('xx'), small, Buffer.from('xx')]);
    const { workouts } = await parseRecording(around.subarray(2, -2));
    expect(workouts).toHaveLength(1);
  });

  test.each([
    ['here', Buffer.from('<gpx><trk>')],
    ['in the thread', gzipSync('<gpx><trk>')],
  ])('that is rejected %s is rejected by the same class', async (_where, bytes) => {
    const error = await parseRecording(bytes).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(RecordingRejected);
    expect(error).toMatchObject({
      code: 'recording-truncated',
      message: 'Line 1, column 10: the file ends early.',
      detail: 'Line 1, column 10: the file ends early.',
    });
  });

  test('of over 16 MiB as sent is too large', async () => {
    await expect(parseRecording(Buffer.alloc(16 * 1024 * 1024 + 1))).rejects.toMatchObject({
      code: 'recording-too-large',
    });
  });

  test('may start 25 h ahead, for the sake of clocks, and no more', async () => {
    const small = gpxFile([{ segments: [straightPoints(9)] }]);
    const start = Date.UTC(2026, 2, 1, 8);
    const hours = (count: number) => count * 3_600_000;
    await expect(parseRecording(small, { now: start - hours(25) })).resolves.toBeDefined();
    await expect(parseRecording(small, { now: start - hours(25) - 1 })).rejects.toMatchObject({
      code: 'recording-malformed',
    });
  });
});

describe('the thread', () => {
  test('is ended by the signal', async () => {
    const controller = new AbortController();
    const parsing = parseRecording(slow, { signal: controller.signal });
    controller.abort(new Error('the worker shuts down'));
    await expect(parsing).rejects.toThrow('the worker shuts down');
    await expect(parseRecording(slow, { signal: controller.signal })).rejects.toThrow(
      'the worker shuts down',
    );
  });

  test('is ended by the timeout', async () => {
    await expect(parseRecording(slow, { timeoutMs: 1 })).rejects.toThrow(ParsingTimedOut);
  });

  test('reports progress while it waits for a thread and works, and not after', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'setTimeout', 'clearTimeout'] });
    try {
      const onProgress = vi.fn();
      const threads = createSemaphore(1);
      const giveBack = await takeSlot(threads);
      // It waits for longer than it may take, which does not count.
      const parsing = parseRecording(large, { onProgress, threads, timeoutMs: 2000 });
      vi.advanceTimersByTime(3000);
      expect(onProgress).toHaveBeenCalledTimes(3);
      giveBack();
      await expect(parsing).resolves.toMatchObject({ format: 'gpx' });
      vi.advanceTimersByTime(3000);
      expect(onProgress).toHaveBeenCalledTimes(3);
    } finally {
      vi.useRealTimers();
    }
  });

  test('runs for as many files at once as there are threads, and gives its place back however it ends', async () => {
    const slots = createSemaphore(2);
    let taken = 0;
    const threads: Semaphore = (work, from) => {
      taken += 1;
      return slots(work, from);
    };
    const { signal } = new AbortController();
    await Promise.allSettled([
      ...Array.from({ length: 3 }, () => parseRecording(large, { threads, signal })),
      parseRecording(gzipSync('<gpx><trk>'), { threads }),
      parseRecording(slow, { threads, timeoutMs: 1 }),
    ]);
    expect(taken).toBe(5);
    const [first, second] = [await takeSlot(slots), await takeSlot(slots)];
    const third = takeSlot(slots);
    first();
    (await third)();
    second();
  });

  test('that takes too long again leaves the other threads to the rest', async () => {
    const threads = createSemaphore(2);
    const suspects = Array.from({ length: 3 }, () =>
      parseRecording(slow, { threads, isSuspect: true }).then(() => 'suspect'),
    );
    expect(
      await Promise.race([...suspects.slice(1), parseRecording(large, { threads }).then(() => 'other')]),
    ).toBe('other');
    await Promise.all(suspects);
  });

  test('leaves the event loop free', async () => {
    let semaphore = 0;
    const timer = setInterval(() => (semaphore += 1), 5);
    await parseRecording(slow);
    clearInterval(timer);
    expect(semaphore).toBeGreaterThan(10);
  });
});
