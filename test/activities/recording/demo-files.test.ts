import { Decoder, Stream } from '@garmin/fitsdk';
import { expect, test } from 'vitest';
import { parseBytes } from '../../../src/activities/recording/parse-bytes.ts';
import { makeFit } from '../../../src/demo/make-fit.ts';
import { makeGpx } from '../../../src/demo/make-gpx.ts';

const options = { sport: 'run', startedAt: '2026-03-01T07:30:00+01:00', durationSeconds: 1800 } as const;

test("the demo's FIT file is one for Garmin's decoder, too", () => {
  const decoder = new Decoder(Stream.fromByteArray(Array.from(makeFit(options))));
  expect(decoder.isFIT()).toBe(true);
  expect(decoder.checkIntegrity()).toBe(true);
  const { messages, errors } = decoder.read();
  expect(errors).toEqual([]);
  expect(messages).toMatchObject({
    fileIdMesgs: [{ type: 'activity', manufacturer: 'development' }],
    eventMesgs: [
      { event: 'timer', eventType: 'start' },
      { event: 'timer', eventType: 'stopAll' },
    ],
    lapMesgs: [{ totalElapsedTime: 1800 }],
    sessionMesgs: [
      { sport: 'running', totalTimerTime: 1800, totalCalories: 400, startTime: new Date(options.startedAt) },
    ],
    activityMesgs: [{ numSessions: 1, type: 'manual' }],
  });
  expect(messages.recordMesgs).toHaveLength(1801);
});

test('the same activity as GPX and as FIT gives the same workout', () => {
  const [gpx] = parseBytes(makeGpx({ ...options, title: 'Tiergarten & <more>' })).workouts;
  const [fit] = parseBytes(makeFit(options)).workouts;
  expect(gpx?.facts).toMatchObject({
    sport: 'run',
    title: 'Tiergarten & <more>',
    startedAt: '2026-03-01T06:30:00.000Z',
  });
  expect(fit?.facts).toMatchObject({ sport: 'run', durationSeconds: 1800, energyKcal: 400 });
  expect(gpx?.facts.durationSeconds).toBe(fit?.facts.durationSeconds);
  expect(gpx?.facts.averageHeartRate).toBe(fit?.facts.averageHeartRate);
  expect(gpx?.facts.distanceMeters).toBeGreaterThan(5000);
  expect((gpx?.facts.distanceMeters ?? 0) / (fit?.facts.distanceMeters ?? 1)).toBeCloseTo(1, 2);
});

test('another seed is another activity', () => {
  const file = Buffer.from(makeGpx(options));
  expect(file.equals(makeGpx(options))).toBe(true);
  expect(file.equals(makeGpx({ ...options, seed: 2 }))).toBe(false);
});
