import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { energyFromSegments } from '../../../src/domain/energy/acsm.ts';
import { gradeSegmentsOf } from '../../../src/domain/energy/index.ts';
import { energyFromHeartRate } from '../../../src/domain/energy/heart-rate.ts';
import { energyFromPower } from '../../../src/domain/energy/power.ts';
import type { Sport } from '../../../src/domain/workout.ts';
import { trackOf } from '../tracks.ts';
import { energyInput } from './energy-inputs.ts';

describe('power', () => {
  it('works over the moving time', () => {
    const input = energyInput({ averagePowerWatts: 200, durationSeconds: 7200, movingSeconds: 3600 });
    expect(energyFromPower(input)?.grossKcal).toBeCloseTo(717.017, 3);
  });
});

describe('heart rate', () => {
  const man = { sex: 'male', ageYears: 30, weightKg: 75, durationSeconds: 3600 } as const;
  const outOfRange = (given: object) =>
    energyFromHeartRate(energyInput({ ...man, averageHeartRate: 140, ...given }))?.outOfRange;

  it('has equations of its own for women', () => {
    const woman = { sex: 'female', ageYears: 30, weightKg: 60, averageHeartRate: 140 } as const;
    // (−20.4022 + 62.608 − 7.578 + 2.22) / 4.184 · 30
    expect(energyFromHeartRate(energyInput(woman))?.grossKcal).toBeCloseTo(264.2049, 3);
    // (−59.3954 + 8.22 + 6.18 + 17.1 + 63) / 4.184 · 30
    expect(energyFromHeartRate(energyInput({ ...woman, vo2Max: 45 }))?.grossKcal).toBeCloseTo(251.706, 3);
  });

  it.each([
    [{ ageYears: 18 }, false],
    [{ ageYears: 45 }, false],
    [{ ageYears: 17 }, true],
    [{ ageYears: 46 }, true],
    [{ weightKg: 47 }, false],
    [{ weightKg: 46.9 }, true],
    [{ weightKg: 120.1 }, true],
    [{ maxHeartRate: 200 }, false],
    [{ maxHeartRate: 155 }, true],
    [{ maxHeartRate: 250 }, true],
    [{ averageHeartRate: 90, maxHeartRate: 100 }, false],
  ])('with %j is out of range: %s', (given, expected) => {
    expect(outOfRange(given)).toBe(expected);
  });
});

describe('ACSM', () => {
  const hour = { weightKg: 1000 / 300, durationSeconds: 3600 };
  /** For an hour of this weight the kcal are the VO2. */
  const oxygenOf = (sport: Sport, metersPerMinute: number, grade: number) =>
    energyFromSegments(
      energyInput({ ...hour, sport, segments: [{ seconds: 3600, meters: metersPerMinute * 60, grade }] }),
    );

  it.each<[Sport, number, number, number, boolean]>([
    ['walk', 80, 0, 11.5, false],
    ['walk', 80, 0.05, 18.7, false],
    ['hike', 50, 0.1, 17.5, false],
    ['walk', 40, 0, 7.5, true],
    ['walk', 117, 0, 21.05, true],
    ['walk', 140, 0, 31.5, true],
    ['run', 200, 0, 43.5, false],
    ['run', 107, 0.02, 26.826, false],
    ['run', 93.5, 0, 17.525, false],
    ['run', 60, 0, 9.5, true],
    ['walk', 80, -0.2, 3.5, false],
  ])('of a %s at %d m/min on %d is %d, out of range: %s', (sport, speed, grade, oxygen, outOfRange) => {
    expect(oxygenOf(sport, speed, grade)?.grossKcal).toBeCloseTo(oxygen, 6);
    expect(oxygenOf(sport, speed, grade)?.outOfRange).toBe(outOfRange);
  });

  it('is continuous in speed and grade, and on the level never falls with the speed', () => {
    const segment = fc.record({
      sport: fc.constantFrom<Sport>('run', 'walk', 'hike'),
      speed: fc.double({ min: 12, max: 400, noNaN: true }),
      grade: fc.double({ min: -0.45, max: 0.45, noNaN: true }),
    });
    fc.assert(
      fc.property(segment, ({ sport, speed, grade }) => {
        const kcal = (at: number, on: number) => oxygenOf(sport, at, on)!.grossKcal;
        // 0.01 mph is 0.27 m/min; a MET is 3.5 ml/kg/min.
        expect(Math.abs(kcal(speed + 0.27, grade) - kcal(speed, grade))).toBeLessThan(0.25 * 3.5);
        expect(Math.abs(kcal(speed, grade + 0.001) - kcal(speed, grade))).toBeLessThan(0.25 * 3.5);
        expect(kcal(speed + 0.27, 0)).toBeGreaterThan(kcal(speed, 0));
      }),
      { numRuns: 2000 },
    );
  });

  it('counts no time of standing', () => {
    const walking = { seconds: 3600, meters: 4800, grade: 0 };
    const standing = { seconds: 1800, meters: 5, grade: 0 };
    const input = energyInput({ ...hour, sport: 'walk', segments: [walking, standing] });
    expect(energyFromSegments(input)).toMatchObject({
      inputs: { seconds: 3600, meters: 4800 },
      outOfRange: false,
    });
    expect(energyFromSegments(input)?.grossKcal).toBeCloseTo(11.5, 6);
  });

  it('is left out for other sports, and where the track misses more than a tenth of the distance', () => {
    const segments = [{ seconds: 3600, meters: 9000, grade: 0 }];
    const of = (sport: Sport, distanceMeters: number | null) =>
      energyFromSegments(energyInput({ ...hour, sport, distanceMeters, segments }));
    expect(of('ride', 9000)).toBeUndefined();
    expect(of('run', 10_001)).toBeUndefined();
    expect(of('run', 10_000)).toBeDefined();
    expect(of('run', null)).toBeDefined();
    expect(energyFromSegments(energyInput({ ...hour, segments: [] }))).toBeUndefined();
    expect(
      energyFromSegments(energyInput({ ...hour, segments: [{ ...segments[0]!, grade: Number.NaN }] })),
    ).toBeUndefined();
  });
});

describe('gradeSegmentsOf', () => {
  const everySecond = (count: number) => Array.from({ length: count }, (_, index) => index);

  it('cuts a track into stretches of 100 m with their mean grade', () => {
    const seconds = everySecond(101);
    const track = trackOf(
      seconds,
      seconds.map((second) => second * 3),
      seconds.map((second) => 500 + second * 0.09),
    );
    const segments = [...gradeSegmentsOf(track)];
    expect(segments.map(({ meters }) => meters)).toEqual([102, 102, 96]);
    expect(segments.reduce((total, segment) => total + segment.seconds, 0)).toBe(100);
    for (const { grade } of segments) expect(grade).toBeCloseTo(0.03, 4);
  });

  it('cuts after a minute where it is slow, and takes no wall for real', () => {
    const segments = [...gradeSegmentsOf(trackOf([0, 30, 60, 90], [0, 5, 10, 10], [100, 150, 200, 200]))];
    expect(segments).toEqual([
      { seconds: 60, meters: 10, grade: 0.45 },
      { seconds: 30, meters: 0, grade: 0 },
    ]);
  });

  it('needs both distance and elevation', () => {
    const { NaN: none } = Number;
    expect([...gradeSegmentsOf(trackOf([0, 60, 120], [0, 200, 400]))]).toEqual([]);
    expect([...gradeSegmentsOf(trackOf([0, 60, 120], [none, none, none], [1, 2, 3]))]).toEqual([]);
    expect([...gradeSegmentsOf(trackOf([], [], []))]).toEqual([]);
    expect([...gradeSegmentsOf(trackOf([0, 30, 60], [0, none, 200], [1, 9, 5]))]).toEqual([
      { seconds: 60, meters: 200, grade: 0.02 },
    ]);
  });
});
