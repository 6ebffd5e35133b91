import fc from 'fast-check';
import { expect, test } from 'vitest';
import { packTrack, unpackTrack } from '../../../src/db/workouts/workout-tracks.ts';
import { decodeTrack, encodeTrack } from '../../../src/domain/track/codec.ts';
import type { Track } from '../../../src/domain/track/track.ts';
import { parseBytes } from '../../../src/activities/recording/parse-bytes.ts';
import { makeGpx } from '../../../src/demo/make-gpx.ts';

const reading = (min: number, max: number) =>
  fc.oneof(
    { weight: 4, arbitrary: fc.double({ min, max, noNaN: true }) },
    { weight: 1, arbitrary: fc.constant(NaN) },
  );
const sample = fc.record({
  seconds: fc.double({ min: 0, max: 14 * 86_400, noNaN: true }),
  latitude: reading(-90, 90),
  longitude: reading(-180, 180),
  elevationMeters: reading(-1000, 20_000),
  distanceMeters: reading(0, 1e7),
  heartRate: reading(20, 260),
  powerWatts: reading(0, 5000),
  cadence: reading(0, 500),
  afterBreak: fc.constantFrom(0, 1),
});
const tracks: fc.Arbitrary<Track> = fc.array(sample, { maxLength: 60 }).map((samples) => ({
  seconds: Float64Array.from(samples, (s) => s.seconds),
  latitude: Float64Array.from(samples, (s) => s.latitude),
  longitude: Float64Array.from(samples, (s) => s.longitude),
  elevationMeters: Float32Array.from(samples, (s) => s.elevationMeters),
  distanceMeters: Float64Array.from(samples, (s) => s.distanceMeters),
  heartRate: Float32Array.from(samples, (s) => s.heartRate),
  powerWatts: Float32Array.from(samples, (s) => s.powerWatts),
  cadence: Float32Array.from(samples, (s) => s.cadence),
  afterBreak: Uint8Array.from(samples, (s) => s.afterBreak),
}));

/** Half a step, and what Float32 adds to heights of up to 20 km. */
const TOLERANCE: Record<keyof Track, number> = {
  seconds: 0.5001e-3,
  latitude: 0.5001e-7,
  longitude: 0.5001e-7,
  elevationMeters: 0.0075,
  distanceMeters: 0.5001e-2,
  heartRate: 0.5,
  powerWatts: 0.5,
  cadence: 0.5,
  afterBreak: 0,
};

test('a track comes back as it was, within its steps', () => {
  fc.assert(
    fc.property(tracks, (track) => {
      const back = unpackTrack(packTrack(track));
      for (const [name, tolerance] of Object.entries(TOLERANCE) as [keyof Track, number][]) {
        expect(back[name].constructor).toBe(track[name].constructor);
        expect(back[name]).toHaveLength(track[name].length);
        track[name].forEach((value, i) => {
          const returned = back[name][i] ?? Infinity;
          if (Number.isNaN(value)) expect(returned).toBeNaN();
          else expect(Math.abs(returned - value)).toBeLessThanOrEqual(tolerance);
        });
      }
    }),
  );
});

test('what came back is packed into the same bytes', () => {
  fc.assert(
    fc.property(tracks, (track) => {
      const encoded = encodeTrack(track);
      expect(encodeTrack(decodeTrack(encoded))).toEqual(encoded);
    }),
  );
});

test('100,000 samples of a watch take less than 1 MB', () => {
  const file = makeGpx({ sport: 'run', startedAt: '2026-03-01T08:00:00Z', durationSeconds: 99_999 });
  const track = parseBytes(file).workouts[0]?.track;
  expect(track?.seconds).toHaveLength(100_000);
  expect(track && packTrack(track).length).toBeLessThan(1_000_000);
});

test('bytes that are no track are refused', () => {
  const track = parseBytes(makeGpx({ sport: 'run', startedAt: '2026-03-01T08:00:00Z', durationSeconds: 9 }))
    .workouts[0]?.track;
  if (track == null) throw new Error('a track was expected');
  const encoded = encodeTrack(track);
  expect(() => decodeTrack(encoded.subarray(0, -1))).toThrow(RangeError);
  expect(() => decodeTrack(Uint8Array.of(...encoded, 0))).toThrow('goes on');
  expect(() => decodeTrack(Uint8Array.of(2, ...encoded.subarray(1)))).toThrow(
    'Track encoding 2 is not known.',
  );
  expect(() => decodeTrack(Uint8Array.of(1, 255, 255, 255, 255, 15))).toThrow('ends early');
  expect(() => decodeTrack(Uint8Array.of(1, ...new Uint8Array(12).fill(255)))).toThrow('too long');
  expect(() => decodeTrack(new Uint8Array())).toThrow(RangeError);
  expect(() => unpackTrack(Uint8Array.of(1, 2, 3))).toThrow();
});
