import { describe, expect, test } from 'vitest';
import { parseBytes } from '../../../src/activities/recording/parse-bytes.ts';
import { sportOfFit } from '../../../src/activities/recording/fit-sport.ts';
import {
  at,
  type DeveloperField,
  fileId,
  fitFile,
  poolLength,
  record,
  semicircles,
  session,
  sportMessage,
  timer,
} from './make-fit.ts';

const run = { sport: 'running', subSport: 'generic' };
const workoutsOf = (bytes: Uint8Array) => parseBytes(bytes).workouts;

describe('a FIT file', () => {
  test("becomes facts from the session's totals and a track from its records", () => {
    const { format, workouts } = parseBytes(
      fitFile([
        fileId(),
        timer(0, 'start'),
        ...Array.from({ length: 11 }, (_, i) =>
          record(10 * i, {
            positionLat: semicircles(48 + i / 10_000),
            positionLong: semicircles(11),
            enhancedAltitude: 500 + i,
            distance: 33.5 * i,
            heartRate: 140 + i,
            cadence: 85,
            power: 250,
          }),
        ),
        session(0, 120, {
          ...run,
          totalTimerTime: 100.5,
          totalDistance: 336.25,
          totalCalories: 42,
          totalAscent: 11,
          avgHeartRate: 144,
          maxHeartRate: 151,
          avgPower: 247,
        }),
      ]),
    );
    expect(format).toBe('fit');
    expect(workouts[0]?.facts).toEqual({
      sport: 'run',
      startedAt: '2026-03-01T08:00:00.000Z',
      durationSeconds: 120,
      movingSeconds: 100.5,
      distanceMeters: 336.25,
      elevationGainMeters: 11,
      averageHeartRate: 144,
      maxHeartRate: 151,
      averagePowerWatts: 247,
      energyKcal: 42,
      timeZone: 'Europe/Berlin',
      title: null,
      visibility: 'public',
    });
    const track = workouts[0]?.track;
    expect(track?.latitude[10]).toBeCloseTo(48.001, 6);
    expect(track?.elevationMeters[10]).toBeCloseTo(510, 1);
    expect(track?.distanceMeters[10]).toBe(335);
  });

  test('of a multisport race is one workout a leg, without the transitions', () => {
    const workouts = workoutsOf(
      fitFile([
        fileId(),
        ...[0, 30, 60].map((s) => record(s, { distance: s })),
        ...[70, 80].map((s) => record(s)),
        ...[100, 200, 300].map((s) => record(s, { distance: 10 * (s - 100) })),
        session(0, 61, { sport: 'swimming', subSport: 'openWater', totalDistance: 60 }),
        session(65, 20, { sport: 'transition' }),
        session(100, 200, { sport: 'cycling', totalDistance: 2000 }),
      ]),
    );
    expect(workouts.map(({ facts }) => [facts.sport, facts.startedAt, facts.distanceMeters])).toEqual([
      ['swim', '2026-03-01T08:00:00.000Z', 60],
      ['ride', '2026-03-01T08:01:40.000Z', 2000],
    ]);
    expect(workouts.map(({ track }) => track?.seconds.length)).toEqual([3, 3]);
    expect(workouts[1]?.track?.seconds[0]).toBe(0);
  });

  test('of a pool swim has a distance and no position', () => {
    const [swim] = workoutsOf(
      fitFile([
        fileId(),
        ...[25, 50, 75].map((meters) => record(meters, { distance: meters, cadence: 24 })),
        session(0, 80, { sport: 'swimming', subSport: 'lapSwimming', totalDistance: 75, poolLength: 25 }),
      ]),
    );
    expect(swim?.facts).toMatchObject({ sport: 'swim', distanceMeters: 75, durationSeconds: 80 });
    expect(swim?.track?.latitude.every(Number.isNaN)).toBe(true);
    expect(Array.from(swim?.track?.seconds ?? [])).toEqual([25, 50, 75]);
  });

  test('of an indoor ride has power and no distance; the file may name the sub-sport', () => {
    const [ride] = workoutsOf(
      fitFile([
        fileId(),
        sportMessage({ sport: 'cycling', subSport: 'indoorCycling' }),
        ...[0, 1, 2].map((s) => record(s, { power: 200 + s, distance: 0 })),
        session(0, 2, { sport: 'cycling', totalDistance: 0 }),
      ]),
    );
    expect(ride?.facts).toMatchObject({ sport: 'indoor_ride', distanceMeters: null, averagePowerWatts: 201 });
    expect(ride?.track?.distanceMeters.every(Number.isNaN)).toBe(true);
  });

  test('with totals only has no track', () => {
    const [strength] = workoutsOf(
      fitFile([
        fileId(),
        session(0, 1800, { sport: 'training', subSport: 'strengthTraining', totalCalories: 150 }),
      ]),
    );
    expect(strength).toMatchObject({ track: null, facts: { sport: 'strength', energyKcal: 150 } });
  });

  test('without a session (the device died) is made of its records', () => {
    const [workout] = workoutsOf(fitFile([fileId(), sportMessage(run), ...[0, 5, 60].map((s) => record(s))]));
    expect(workout?.facts).toMatchObject({ sport: 'run', durationSeconds: 60, movingSeconds: null });
  });

  test('without a timer total has the elapsed time less the pauses', () => {
    const [workout] = workoutsOf(
      fitFile([
        fileId(),
        timer(0, 'start'),
        ...[0, 50, 100].map((s) => record(s)),
        timer(20, 'stop'),
        timer(45, 'start'),
        timer(100, 'stopAll'),
        session(0, 100, { ...run, totalTimerTime: null }),
      ]),
    );
    expect(workout?.facts).toMatchObject({ durationSeconds: 100, movingSeconds: 75 });
  });

  /** 1,800 s under a timer that ran on while the athlete stood for 300 s. */
  const rested = (fields: Record<string, unknown> = {}) =>
    workoutsOf(
      fitFile([
        fileId(),
        timer(0, 'start'),
        ...Array.from({ length: 361 }, (_, i) =>
          record(5 * i, { distance: 3 * Math.min(5 * i, Math.max(750, 5 * i - 300)) }),
        ),
        timer(1800, 'stopAll'),
        session(0, 1800, { ...run, totalDistance: 4500, ...fields }),
      ]),
    )[0]?.facts.movingSeconds;

  test('does not count a rest with the timer running as moving', () => {
    expect(rested()).toBe(1500);
    expect(rested({ totalMovingTime: 1495 })).toBe(1495);
  });

  test('of a pool swim counts the lengths that were swum as moving, not the rests at the wall', () => {
    const lengths = Array.from({ length: 6 }, (_lengths, lap) => [
      ...Array.from({ length: 10 }, (_length, i) => poolLength(360 * lap + 30 * i, 30, 'active')),
      poolLength(360 * lap + 300, 60, 'idle'),
    ]).flat();
    const [swim] = workoutsOf(
      fitFile([
        fileId(),
        ...lengths,
        session(0, 2160, { sport: 'swimming', subSport: 'lapSwimming', totalDistance: 1500, poolLength: 25 }),
      ]),
    );
    expect(swim?.facts).toMatchObject({ durationSeconds: 2160, movingSeconds: 1800, distanceMeters: 1500 });
  });

  test('that claims to be shorter than its samples lasts as long as they do', () => {
    const [workout] = workoutsOf(fitFile([fileId(), record(0), record(90), session(0, 60, run)]));
    expect(workout?.facts.durationSeconds).toBe(90);
  });

  test('whose session began with another clock starts with its samples', () => {
    const [workout] = workoutsOf(fitFile([fileId(), record(0), record(90), session(-9_000_000, 90, run)]));
    expect(workout?.facts).toMatchObject({ startedAt: at(0).toISOString(), durationSeconds: 90 });
  });

  test('with two records of one second has both sensors', () => {
    const [workout] = workoutsOf(
      fitFile([
        fileId(),
        record(0, { heartRate: 120 }),
        record(0, { power: 99 }),
        record(1),
        session(0, 1, run),
      ]),
    );
    expect(workout?.track).toMatchObject({ seconds: Float64Array.of(0, 1) });
    expect([workout?.track?.heartRate[0], workout?.track?.powerWatts[0]]).toEqual([120, 99]);
  });

  test('chained to another one gives the workouts of both', () => {
    const first = fitFile([fileId(), session(0, 60, run)]);
    const second = fitFile([fileId(), session(900, 60, { sport: 'walking' })]);
    expect(workoutsOf(Buffer.concat([first, second])).map(({ facts }) => facts.sport)).toEqual([
      'run',
      'walk',
    ]);
  });

  const meters = {
    fitBaseTypeId: 0x84,
    fieldName: 'Distance',
    units: 'm',
    nativeMesgNum: 20,
    nativeFieldNum: 5,
  };
  const watts = {
    fitBaseTypeId: 0x84,
    fieldName: 'power',
    units: 'Watt',
    nativeMesgNum: 20,
    nativeFieldNum: 7,
  };
  const rowed = (native: object, fields: DeveloperField[]) =>
    workoutsOf(
      fitFile(
        [
          fileId(),
          ...[0, 60, 120].map((s) =>
            record(s, { ...native, heartRate: 120, developerFields: { 0: 4 * s, 1: 100 + s } }),
          ),
          session(0, 120, { sport: 'rowing', totalDistance: 0 }),
        ],
        fields,
      ),
    )[0];

  test('has the metres and watts of an app that declares its fields to be those, where the device counts none', () => {
    const row = rowed({ distance: 0 }, [meters, watts]);
    expect(row?.facts).toMatchObject({ distanceMeters: 480, averageHeartRate: 120 });
    expect(Array.from(row?.track?.distanceMeters ?? [])).toEqual([0, 240, 480]);
    expect(Array.from(row?.track?.powerWatts ?? [])).toEqual([100, 160, 220]);
  });

  test.each([
    [
      'only bears the name of a native one',
      { ...meters, nativeMesgNum: undefined, nativeFieldNum: undefined },
    ],
    ['is in another unit', { ...meters, units: 'km' }],
    ['belongs to another message', { ...meters, nativeMesgNum: 19 }],
    ['stands for another field', { ...meters, nativeFieldNum: 6 }],
  ])('leaves a developer field out that %s', (_why, field) => {
    const row = rowed({}, [{ ...field, fieldName: 'distance' }, watts]);
    expect(row?.facts.distanceMeters).toBeNull();
    expect(row?.track?.powerWatts[2]).toBe(220);
  });

  test('keeps to what the device itself has measured', () => {
    const row = rowed({ power: 300, distance: 9 }, [{ ...meters, fieldName: 'distance' }, watts]);
    expect(row?.facts.averagePowerWatts).toBe(300);
    expect(row?.facts.distanceMeters).toBe(9);
  });

  test('of a game has no place on earth, hence no time zone', () => {
    const ride = (subSport: string) =>
      workoutsOf(
        fitFile([
          fileId(),
          ...[0, 9].map((s) =>
            record(s, { positionLat: semicircles(-11.6), positionLong: semicircles(166.9) }),
          ),
          session(0, 9, { sport: 'cycling', subSport }),
        ]),
      )[0]?.facts.timeZone;
    expect(ride('road')).toBe('Pacific/Guadalcanal');
    expect(ride('virtualActivity')).toBeNull();
  });

  test('of a course is no recording', () => {
    expect(() => parseBytes(fitFile([fileId('course'), record(0), record(9)]))).toThrow(
      expect.objectContaining({ code: 'recording-not-recognised' }),
    );
  });
});

test.each([
  ['running', 'trail', 'run'],
  ['running', 'virtual_activity', 'run'],
  ['walking', 'treadmill', 'walk'],
  ['hiking', undefined, 'hike'],
  ['cycling', 'road', 'ride'],
  ['cycling', 'virtual_activity', 'indoor_ride'],
  ['cycling', 'spin', 'indoor_ride'],
  ['cycling', 'e_bike_mountain', 'other'],
  ['e_biking', 'generic', 'other'],
  ['fitness_equipment', 'indoor_rowing', 'row'],
  ['rowing', 'generic', 'row'],
  ['training', 'strength_training', 'strength'],
  ['training', 'yoga', 'yoga'],
  ['training', 'cardio_training', 'other'],
  [213, 7, 'other'],
  [undefined, undefined, 'other'],
])('FIT sport %s, %s is %s', (sport, subSport, ours) => {
  expect(sportOfFit(sport, subSport)).toBe(ours);
});
