import { describe, expect, it } from 'vitest';
import { energyFromSegments } from '../../../src/domain/energy/acsm.ts';
import { gradeSegmentsOf } from '../../../src/domain/energy/index.ts';
import { energyFromHeartRate } from '../../../src/domain/energy/heart-rate.ts';
import { energyFromMet } from '../../../src/domain/energy/met.ts';
import { GENERAL_MET, MET_BY_SPEED } from '../../../src/domain/energy/met-table.ts';
import { energyFromPower } from '../../../src/domain/energy/power.ts';
import { SPORTS, type Sport } from '../../../src/domain/workout.ts';
import { trackOf } from '../tracks.ts';
import { energyInput } from './energy-inputs.ts';

describe('power', () => {
  it.each([0.12, 0.27, 0, 1, -0.2])('refuses a gross efficiency of %d', (grossEfficiency) => {
    expect(() => energyFromPower(energyInput({ averagePowerWatts: 200, grossEfficiency }))).toThrow(
      RangeError,
    );
  });

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

  it('never falls below rest', () => {
    const resting = energyInput({ ...man, averageHeartRate: 50, heightCm: 180 });
    expect(energyFromHeartRate(resting)).toMatchObject({ outOfRange: true });
    expect(energyFromHeartRate(resting)?.grossKcal).toBeCloseTo(1730 / 24, 6);
    expect(energyFromHeartRate({ ...resting, heightCm: null })?.grossKcal).toBeCloseTo(75, 6);
  });
});

describe('MET', () => {
  const metAt = (sport: Sport, mph: number, hours = 3) => {
    const input = {
      sport,
      weightKg: 1,
      durationSeconds: hours * 3600,
      distanceMeters: mph * 1609.344 * hours,
    };
    const result = energyFromMet(energyInput(input));
    return [Number(((result?.grossKcal ?? Number.NaN) / hours).toFixed(6)), result?.outOfRange];
  };

  it.each<[Sport, number, number, boolean]>([
    ['run', 3.9, 6.5, true],
    ['run', 4, 6.5, false],
    ['run', 4.29, 6.5, false],
    ['run', 6, 9.3, false],
    ['run', 6.69, 9.3, false],
    ['run', 9.3, 14.8, false],
    ['run', 10.9, 14.8, false],
    ['run', 14, 23, false],
    ['run', 20, 23, false],
    ['walk', 1, 2.3, false],
    ['walk', 2, 2.8, false],
    ['walk', 3.5, 4.8, false],
    ['hike', 2.8, 3.8, false],
    ['hike', 7, 8.5, false],
    ['ride', 9.9, 4, false],
    ['ride', 10, 6.8, false],
    ['ride', 16, 12, false],
    ['ride', 20, 12, false],
    ['ride', 20.1, 16.8, false],
  ])('of a %s at %d mph is %d, out of range: %s', (sport, mph, met, outOfRange) => {
    expect(metAt(sport, mph)).toEqual([met, outOfRange]);
  });

  it('meets each bound exactly, however the speed was computed', () => {
    for (const sport of ['run', 'walk', 'ride'] as const) {
      for (const [mph, met] of (MET_BY_SPEED[sport] ?? []).filter(([bound]) => bound > 0 && bound < 20)) {
        for (let hours = 0.1; hours < 5; hours += 0.1) expect(metAt(sport, mph, hours)).toEqual([met, false]);
      }
    }
  });

  it('without a distance is the lowest, and out of range', () => {
    for (const [sport, kcal] of [
      ['run', 6.5],
      ['walk', 2.3],
      ['ride', 4],
    ] as const) {
      const input = energyInput({ sport, weightKg: 1, durationSeconds: 3600 });
      expect(energyFromMet(input)).toMatchObject({ grossKcal: kcal, outOfRange: true });
    }
  });

  it('has one line for each sport', () => {
    for (const sport of SPORTS) expect(sport in MET_BY_SPEED).not.toBe(sport in GENERAL_MET);
    const yoga = energyInput({ sport: 'yoga', weightKg: 60, durationSeconds: 3600, movingSeconds: 1800 });
    expect(energyFromMet(yoga)).toMatchObject({
      grossKcal: 2.3 * 30,
      inputs: { compendiumCode: '02150', met: 2.3, weightKg: 60, seconds: 1800 },
      outOfRange: false,
    });
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
    ['walk', 110, 0, 14.5, true],
    ['walk', 140, 0, 31.5, true],
    ['run', 200, 0, 43.5, false],
    ['run', 100, 0.02, 25.3, false],
    ['run', 60, 0, 9.5, true],
    ['walk', 80, -0.2, 3.5, false],
  ])('of a %s at %d m/min on %d is %d, out of range: %s', (sport, speed, grade, oxygen, outOfRange) => {
    expect(oxygenOf(sport, speed, grade)?.grossKcal).toBeCloseTo(oxygen, 6);
    expect(oxygenOf(sport, speed, grade)?.outOfRange).toBe(outOfRange);
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
