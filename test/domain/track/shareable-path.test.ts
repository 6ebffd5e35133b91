import { describe, expect, it } from 'vitest';
import { lengthOf, stepBetween } from '../../../src/domain/track/geometry.ts';
import { shareablePath, type Place } from '../../../src/domain/track/shareable-path.ts';
import type { Track } from '../../../src/domain/track/track.ts';

const HOME = { latitude: 48.8566, longitude: 2.3522 };
const METERS_PER_DEGREE = 111_200;

/** A place some meters north and east of home. */
const at = (north: number, east: number): Place => ({
  latitude: HOME.latitude + north / METERS_PER_DEGREE,
  longitude: HOME.longitude + east / (METERS_PER_DEGREE * Math.cos((HOME.latitude * Math.PI) / 180)),
});

const trackOf = (places: readonly Place[]): Track => {
  const count = places.length;
  return {
    seconds: Float64Array.from(places, (_, index) => index),
    latitude: Float64Array.from(places, ({ latitude }) => latitude),
    longitude: Float64Array.from(places, ({ longitude }) => longitude),
    elevationMeters: new Float32Array(count),
    distanceMeters: new Float64Array(count),
    heartRate: new Float32Array(count),
    powerWatts: new Float32Array(count),
    cadence: new Float32Array(count),
    afterBreak: new Uint8Array(count),
  };
};

/** Every 10 m along a line to the north. */
const line = (from: number, to: number, east = 0): Place[] =>
  Array.from({ length: Math.abs(to - from) / 10 + 1 }, (_, step) =>
    at(from + Math.sign(to - from) * step * 10, east),
  );

const metersBetween = (a: Place, b: Place): number => lengthOf(stepBetween(trackOf([a, b]), 0, 1));

describe('shareablePath', () => {
  it('hides 200 m around home, where the track starts and ends', () => {
    const parts = shareablePath(trackOf([...line(0, 1500), ...line(1500, 0, 30)]), 'ride');
    expect(parts).toHaveLength(1);
    for (const place of parts.flat()) expect(metersBetween(place, HOME)).toBeGreaterThan(200);
    expect(Math.min(...parts.flat().map((place) => metersBetween(place, HOME)))).toBeLessThan(230);
  });

  it('hides home where the track passes it in the middle, and draws no line across it', () => {
    const parts = shareablePath(
      trackOf([...line(0, 1500), ...line(1500, -1500, 30), ...line(-1500, 0)]),
      'ride',
    );
    expect(parts).toHaveLength(2);
    for (const part of parts)
      for (const place of part) expect(metersBetween(place, HOME)).toBeGreaterThan(200);
    // Each part stays on one side: a line between two of its positions passes home nowhere.
    for (const part of parts)
      expect(new Set(part.map(({ latitude }) => latitude > HOME.latitude)).size).toBe(1);
  });

  it('hides a start and an end that are not the same', () => {
    const parts = shareablePath(trackOf(line(0, 3000)), 'ride');
    for (const place of parts.flat()) {
      expect(metersBetween(place, HOME)).toBeGreaterThan(200);
      expect(metersBetween(place, at(3000, 0))).toBeGreaterThan(200);
    }
  });

  it('shows nothing of a track that stays near home, or has no positions', () => {
    expect(shareablePath(trackOf([...line(0, 190), ...line(190, 0)]), 'run')).toEqual([]);
    expect(shareablePath(trackOf([{ latitude: NaN, longitude: NaN }]), 'run')).toEqual([]);
    expect(shareablePath(trackOf([]), 'run')).toEqual([]);
  });

  it.each([
    ['positions alone', (count: number) => new Float64Array(count).fill(NaN)],
    ["the device's count", (count: number) => Float64Array.from({ length: count }, (_, i) => i * 10)],
  ])('hides home behind a stray position at each end, with %s', (_, metersOf) => {
    const places = [at(0, 3000), ...line(0, 1500), ...line(1500, 0, 30), at(0, -3000)];
    const track = { ...trackOf(places), distanceMeters: metersOf(places.length) };
    const parts = shareablePath(track, 'run');
    expect(parts.flat().length).toBeGreaterThan(100);
    for (const place of parts.flat()) {
      expect(metersBetween(place, HOME)).toBeGreaterThan(200);
      expect(metersBetween(place, at(0, 30))).toBeGreaterThan(200);
      expect(Math.abs(metersBetween(place, at(750, 0)))).toBeLessThan(1000);
    }
  });

  it('takes the first position that is known, and thins out a long track', () => {
    const gap = { latitude: NaN, longitude: NaN };
    const parts = shareablePath(trackOf([gap, ...line(0, 60_000), gap]), 'ride');
    for (const place of parts.flat()) expect(metersBetween(place, HOME)).toBeGreaterThan(200);
    expect(parts.flat().length).toBeLessThanOrEqual(600);
  });
});
