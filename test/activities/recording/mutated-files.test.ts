import fc from 'fast-check';
import { FitEncoder } from 'fit-file-parser/encoder';
import { expect, test } from 'vitest';
import { parseBytes } from '../../../src/activities/recording/parse-bytes.ts';
import { RecordingRejected, type Recording } from '../../../src/domain/recording.ts';
import { makeFit } from '../../../src/demo/make-fit.ts';
import { makeGpx } from '../../../src/demo/make-gpx.ts';
import { straightPoints, tcxFile } from './make-xml.ts';

const simulation = { sport: 'run', startedAt: '2026-03-01T08:00:00Z', durationSeconds: 20 } as const;
const FILES = {
  gpx: makeGpx(simulation),
  tcx: tcxFile([
    { sport: 'Running', laps: [{ start: '2026-03-01T08:00:00Z', tracks: [straightPoints(20)] }] },
  ]),
  fit: makeFit(simulation),
};

const damaged = (file: Uint8Array, damages: { at: number; byte: number }[]): Uint8Array => {
  const copy = Uint8Array.from(file);
  for (const { at, byte } of damages) copy[Math.floor(at * copy.length)] = byte;
  return copy;
};

const sealed = (file: Uint8Array): Uint8Array => {
  const checksum = FitEncoder.calculateCRC(file.subarray(0, -2));
  file.set([checksum & 0xff, checksum >> 8], file.length - 2);
  return file;
};

const damages = fc.array(
  fc.record({ at: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), byte: fc.nat(255) }),
  { minLength: 1, maxLength: 6 },
);

/** Whatever the bytes, the answer is a rejection, or workouts that the HTTP contract would take. */
const expectSound = (bytes: Uint8Array): void => {
  let recording: Recording;
  try {
    recording = parseBytes(bytes);
  } catch (error) {
    expect(error).toBeInstanceOf(RecordingRejected);
    return;
  }
  for (const { facts, track } of recording.workouts) {
    expect(facts.durationSeconds).toBeGreaterThan(0);
    expect(facts.durationSeconds).toBeLessThanOrEqual(14 * 86_400);
    expect(facts.movingSeconds ?? 0).toBeLessThanOrEqual(facts.durationSeconds);
    expect(facts.distanceMeters ?? 0).toBeGreaterThanOrEqual(0);
    expect(facts.averageHeartRate ?? 20).toBeGreaterThanOrEqual(20);
    expect(facts.maxHeartRate ?? 260).toBeLessThanOrEqual(260);
    expect(facts.averageHeartRate ?? 0).toBeLessThanOrEqual(facts.maxHeartRate ?? 260);
    if (track === null) continue;
    expect(isRising(track.seconds)).toBe(true);
    expect(isRising(track.distanceMeters)).toBe(true);
    expect(track.seconds[0]).toBeGreaterThanOrEqual(0);
    expect(track.seconds.at(-1)).toBeLessThanOrEqual(facts.durationSeconds + 0.001);
  }
};

const isRising = (column: Float64Array): boolean =>
  column.every((value, i) => i === 0 || !(value < (column[i - 1] ?? 0)));

test.each(['gpx', 'tcx', 'fit'] as const)('a damaged %s file is rejected or sound', (format) => {
  fc.assert(
    fc.property(damages, (at) => {
      const file = damaged(FILES[format], at);
      expectSound(format === 'fit' ? sealed(file) : file);
    }),
    { numRuns: 400 },
  );
});

test.each(['gpx', 'tcx', 'fit'] as const)('a %s file that is cut anywhere is rejected or sound', (format) => {
  const file = FILES[format];
  for (let length = 0; length < file.length; length += 7) expectSound(file.subarray(0, length));
});

test('any bytes are rejected or sound', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), expectSound));
});
