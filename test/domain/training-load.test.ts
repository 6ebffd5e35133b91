import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  intensityFactor,
  normalizedPower,
  trainingLoadOf,
  trainingStress,
  trimpOf,
  type LoadSource,
} from '../../src/domain/training-load.ts';

const powerAt = (seconds: number[], watts: number[]) => ({
  seconds: Float64Array.from(seconds),
  powerWatts: Float32Array.from(watts),
});
/** One sample a second. */
const power = (watts: number[]) =>
  powerAt(
    watts.map((_, second) => second),
    watts,
  );
const steady = (watts: number, seconds: number) => power(Array.from({ length: seconds }, () => watts));
const watts = fc.integer({ min: 0, max: 2000 });
const ride = fc.array(watts, { minLength: 30, maxLength: 400 });
const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

function wattsOf(track: ReturnType<typeof power>): number {
  const result = normalizedPower(track);
  if (typeof result === 'string') throw new Error(result);
  return result.normalizedPowerWatts;
}

/** By the letter of the definition, without a sliding sum. */
function naively(perSecond: number[]): number {
  const windows = perSecond.slice(29).map((_, start) => mean(perSecond.slice(start, start + 30)));
  return mean(windows.map((window) => window ** 4)) ** 0.25;
}

const man: Omit<LoadSource, 'sport' | 'track'> = {
  durationSeconds: 2700,
  movingSeconds: null,
  averageHeartRate: 150,
  sex: 'male',
  restingHeartRate: 60,
  maxHeartRate: 190,
};

describe('normalised power', () => {
  it('is the power where that is steady', () => {
    fc.assert(
      fc.property(watts, fc.integer({ min: 30, max: 500 }), (constant, seconds) => {
        const result = normalizedPower(steady(constant, seconds));
        expect(result).toEqual({
          normalizedPowerWatts: expect.closeTo(constant, 6),
          powerSeconds: seconds,
        });
      }),
    );
  });

  it('is what its definition says', () => {
    fc.assert(
      fc.property(ride, (perSecond) => {
        expect(wattsOf(power(perSecond))).toBeCloseTo(naively(perSecond), 6);
      }),
    );
  });

  it('is at least the mean and at most the greatest power of a ride that begins and ends at rest', () => {
    const rest = Array.from({ length: 29 }, () => 0);
    fc.assert(
      fc.property(ride, (middle) => {
        const whole = [...rest, ...middle, ...rest];
        const normalized = wattsOf(power(whole));
        expect(normalized).toBeGreaterThanOrEqual(mean(whole) - 1e-9);
        expect(normalized).toBeLessThanOrEqual(Math.max(...whole) + 1e-9);
      }),
    );
  });

  it('grows with the power, and in proportion to it', () => {
    fc.assert(
      fc.property(ride, fc.integer({ min: 1, max: 4 }), (perSecond, factor) => {
        const scaled = wattsOf(power(perSecond.map((value) => value * factor)));
        expect(scaled).toBeCloseTo(wattsOf(power(perSecond)) * factor, 5);
      }),
    );
  });

  it('of hard and easy half minutes lies above their mean', () => {
    const halves = Array.from({ length: 3600 }, (_, second) => (Math.floor(second / 30) % 2 ? 300 : 100));
    expect(wattsOf(power(halves))).toBeCloseTo(naively(halves), 6);
    // The mean 4th power of a line from 100 to 300 W and back: (300^5 − 100^5) / (5 · 200), its 4th root.
    expect(wattsOf(power(halves))).toBeCloseTo(221.7, 0);
  });

  it('is the same however often a second was sampled, and whenever the first sample came', () => {
    const perSecond = Array.from({ length: 120 }, (_, second) => 100 + ((second * 37) % 200));
    const quarters = perSecond.flatMap((value) => [value, value, value, value]);
    const often = powerAt(
      quarters.map((_, index) => 0.4 + index / 4),
      quarters,
    );
    // The last sample holds for a second: 0.75 s longer here, which is no full second.
    expect(wattsOf(often)).toBeCloseTo(wattsOf(power(perSecond)), 6);
  });

  it('holds a sample up to 10 s, and cuts out the rest of a gap', () => {
    const [before, after] = [Array.from({ length: 60 }, () => 200), Array.from({ length: 60 }, () => 100)];
    const paused = (pauseSeconds: number) =>
      powerAt(
        [...before.keys(), ...[...after.keys()].map((second) => 59 + pauseSeconds + second)],
        [...before, ...after],
      );
    const held = power([...before, ...Array.from({ length: 9 }, () => 200), ...after]);
    for (const pauseSeconds of [10, 11, 3600]) {
      expect(normalizedPower(paused(pauseSeconds))).toEqual(normalizedPower(held));
    }
    expect(normalizedPower(paused(1))).toEqual(normalizedPower(power([...before, ...after])));
  });

  it('leaves out what was not recorded', () => {
    const gappy = [...steady(200, 60).powerWatts, ...Array.from({ length: 40 }, () => NaN)];
    expect(normalizedPower(power([...gappy, ...gappy]))).toEqual(normalizedPower(steady(200, 120)));
  });

  it('needs half a minute of power', () => {
    expect(normalizedPower(power([]))).toBe('power-unknown');
    expect(normalizedPower(power([NaN, NaN]))).toBe('power-unknown');
    expect(normalizedPower(steady(200, 29))).toBe('power-too-short');
  });
});

describe('training stress', () => {
  it('is 64 for an hour at 200 W with a threshold of 250 W', () => {
    const hour = normalizedPower(steady(200, 3600));
    if (typeof hour === 'string') throw new Error(hour);
    expect(intensityFactor(hour.normalizedPowerWatts, 250)).toBeCloseTo(0.8, 9);
    expect(trainingStress(hour, 250)).toBe(64);
  });

  it('is 100 for an hour at threshold, whatever that is', () => {
    fc.assert(
      fc.property(fc.integer({ min: 50, max: 500 }), (ftpWatts) => {
        expect(trainingStress({ normalizedPowerWatts: ftpWatts, powerSeconds: 3600 }, ftpWatts)).toBe(100);
      }),
    );
  });
});

describe('training stress that lacks a power', () => {
  it.each([
    [null, 3600, 250],
    [200, null, 250],
    [200, 3600, null],
  ])(
    'of %s W in %s s with a threshold of %s W is not known',
    (normalizedPowerWatts, powerSeconds, ftpWatts) => {
      expect(trainingStress({ normalizedPowerWatts, powerSeconds }, ftpWatts)).toBeNull();
    },
  );
});

describe('the training impulse', () => {
  it('is 75.33 for a man of 45 minutes at 150 between 60 and 190', () => {
    expect(trimpOf(man)).toBeCloseTo(75.33, 2);
  });

  it('has other weights for a woman', () => {
    // 45 · 90/130 · 0.86 · e^(1.67 · 90/130)
    expect(trimpOf({ ...man, sex: 'female' })).toBeCloseTo(85.1376, 4);
  });

  it('goes by the moving time where that is known', () => {
    expect(trimpOf({ ...man, durationSeconds: 9000, movingSeconds: 2700 })).toBe(trimpOf(man));
  });

  it('is 0 at rest or below, and no more above the maximum than at it', () => {
    expect(trimpOf({ ...man, averageHeartRate: 60 })).toBe(0);
    expect(trimpOf({ ...man, averageHeartRate: 45 })).toBe(0);
    expect(trimpOf({ ...man, averageHeartRate: 205 })).toBe(trimpOf({ ...man, averageHeartRate: 190 }));
  });

  it('rises with the heart rate', () => {
    const rate = fc.integer({ min: 60, max: 189 });
    fc.assert(
      fc.property(rate, fc.constantFrom('male', 'female'), (averageHeartRate, sex) => {
        const [lower, higher] = [averageHeartRate, averageHeartRate + 1].map((each) =>
          trimpOf({ ...man, sex, averageHeartRate: each }),
        );
        expect(higher).toBeGreaterThan(lower as number);
      }),
    );
  });

  it.each([
    [{ averageHeartRate: null }, 'heart-rate-unknown'],
    [{ sex: null }, 'sex-unknown'],
    [{ restingHeartRate: null }, 'resting-heart-rate-unknown'],
    [{ maxHeartRate: null }, 'max-heart-rate-unknown'],
    [{ maxHeartRate: 60 }, 'heart-rate-range-empty'],
  ] as const)('with %j is not known: %s', (missing, reason) => {
    expect(trimpOf({ ...man, ...missing })).toBe(reason);
  });
});

describe('the training load of a workout', () => {
  it('has both figures where there are both, rounded', () => {
    const source: LoadSource = { ...man, sport: 'ride', track: steady(200, 2700) };
    expect(trainingLoadOf(source)).toEqual({
      normalizedPowerWatts: 200,
      powerSeconds: 2700,
      powerUnavailableReason: null,
      trimp: 75.33,
      trimpUnavailableReason: null,
    });
  });

  it.each([
    ['run', steady(200, 2700), 'not-a-ride'],
    ['ride', null, 'power-unknown'],
    ['indoor_ride', power([NaN]), 'power-unknown'],
    ['indoor_ride', steady(300, 12), 'power-too-short'],
  ] as const)('says of a %s why it has no power, case %#', (sport, track, powerUnavailableReason) => {
    expect(trainingLoadOf({ ...man, sex: null, sport, track })).toEqual({
      normalizedPowerWatts: null,
      powerSeconds: null,
      powerUnavailableReason,
      trimp: null,
      trimpUnavailableReason: 'sex-unknown',
    });
  });
});
