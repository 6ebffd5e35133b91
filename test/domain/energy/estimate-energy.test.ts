import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { estimateEnergy, type EnergyInput } from '../../../src/domain/energy/index.ts';
import { SPORTS } from '../../../src/domain/workout.ts';
import { energyInput, estimated } from './energy-inputs.ts';

const man = { sex: 'male', weightKg: 75 } as const;

describe('the worked examples', () => {
  it.each<[string, Partial<EnergyInput>, number, string]>([
    ['man 35 y 75 kg 150 bpm 30 min', { ...man, ageYears: 35, averageHeartRate: 150 }, 441.02, 'heart_rate'],
    ['man 30 y 75 kg 140 bpm 30 min', { ...man, ageYears: 30, averageHeartRate: 140 }, 388.55, 'heart_rate'],
    [
      'man 30 y 75 kg VO2max 50, 150 bpm, 45 min',
      { ...man, ageYears: 30, averageHeartRate: 150, vo2Max: 50, durationSeconds: 2700 },
      615.27,
      'heart_rate',
    ],
    ['run at 6 mph 70 kg 30 min', { weightKg: 70, distanceMeters: 3 * 1609.344 }, 325.5, 'met'],
    [
      'walk 5 km/h 80 kg 1 h',
      { sport: 'walk', weightKg: 80, distanceMeters: 5000, durationSeconds: 3600 },
      339.07,
      'met',
    ],
    [
      'run at 10 km/h on 2 % 65 kg 60 min',
      {
        weightKg: 65,
        durationSeconds: 3600,
        distanceMeters: 10_000,
        segments: [
          { seconds: 1200, meters: 10_000 / 3, grade: 0.02 },
          { seconds: 2400, meters: 20_000 / 3, grade: 0.02 },
        ],
      },
      776.75,
      'acsm',
    ],
    ['200 W 1 h', { sport: 'ride', averagePowerWatts: 200, durationSeconds: 3600 }, 717.02, 'power'],
    [
      '200 W 1 h, gross efficiency 0.198',
      { sport: 'ride', averagePowerWatts: 200, durationSeconds: 3600, grossEfficiency: 0.198 },
      869.11,
      'power',
    ],
  ])('%s', (_, given, grossKcal, method) => {
    expect(estimateEnergy(energyInput(given))).toMatchObject({ grossKcal, method, outOfRange: false });
  });
});

describe('the order of the methods', () => {
  const everything = energyInput({
    ...man,
    ageYears: 30,
    averagePowerWatts: 200,
    averageHeartRate: 140,
    distanceMeters: 5000,
    deviceKcal: 333,
    segments: [{ seconds: 1800, meters: 5000, grade: 0 }],
  });
  const methodWithout = (missing: Partial<EnergyInput>) =>
    estimated(estimateEnergy({ ...everything, ...missing })).method;

  it('is power, heart rate, ACSM, MET, device', () => {
    const power = { averagePowerWatts: null };
    const heart = { ...power, averageHeartRate: null };
    const { segments: _, ...withoutSegments } = { ...everything, ...heart };
    expect(methodWithout({})).toBe('power');
    expect(methodWithout(power)).toBe('heart_rate');
    expect(methodWithout(heart)).toBe('acsm');
    expect(estimated(estimateEnergy(withoutSegments)).method).toBe('met');
    expect(methodWithout({ ...heart, weightKg: null })).toBe('device');
  });

  it.each([{ sex: null }, { ageYears: null }])('passes over the heart rate with %j', (missing) => {
    expect(methodWithout({ averagePowerWatts: null, ...missing })).toBe('acsm');
  });

  it('takes 0 W for a meter that measured nothing', () => {
    expect(methodWithout({ averagePowerWatts: 0 })).toBe('heart_rate');
  });

  it('guesses no weight', () => {
    for (const sport of SPORTS) {
      const input = energyInput({
        sport,
        averageHeartRate: 150,
        sex: 'male',
        ageYears: 30,
        distanceMeters: 5000,
      });
      expect(estimateEnergy(input)).toEqual({ unavailableReason: 'weight-unknown' });
    }
  });

  it("keeps the device's own value when nothing else is known, and no net of it", () => {
    expect(
      estimateEnergy(energyInput({ deviceKcal: 333.333, heightCm: 180, sex: 'male', ageYears: 30 })),
    ).toEqual({
      grossKcal: 333.33,
      netKcal: null,
      method: 'device',
      inputs: { deviceKcal: 333.333 },
      version: 'device-2',
      outOfRange: false,
      rejected: [],
    });
  });
});

describe('what is stored', () => {
  it('names the inputs and the version', () => {
    const input = energyInput({
      ...man,
      ageYears: 35,
      averageHeartRate: 150,
      movingSeconds: 1500,
      vo2Max: 50,
    });
    expect(estimateEnergy(input)).toMatchObject({
      inputs: { averageHeartRate: 150, weightKg: 75, ageYears: 35, sex: 'male', seconds: 1500, vo2Max: 50 },
      version: 'heart-rate-2',
    });
  });

  it('subtracts rest by Mifflin–St Jeor over the active time', () => {
    const known = { ...man, ageYears: 30, heightCm: 180, averagePowerWatts: 200, durationSeconds: 3600 };
    // 10 · 75 + 6.25 · 180 − 5 · 30 + 5 = 1730 kcal a day, 72.083 an hour.
    expect(estimateEnergy(energyInput(known))).toMatchObject({ grossKcal: 717.02, netKcal: 644.93 });
    expect(estimateEnergy(energyInput({ ...known, movingSeconds: 1800 }))).toMatchObject({ netKcal: 322.47 });
    // −161 in place of + 5: 1564 a day, 65.167 an hour.
    expect(estimateEnergy(energyInput({ ...known, sex: 'female' }))).toMatchObject({ netKcal: 651.85 });
  });

  it.each([{ heightCm: null }, { sex: null }, { ageYears: null }, { weightKg: null }])(
    'has no net with %j',
    (missing) => {
      const known = { ...man, ageYears: 30, heightCm: 180, averagePowerWatts: 200 };
      expect(estimateEnergy(energyInput({ ...known, ...missing }))).toMatchObject({ netKcal: null });
    },
  );

  it('is never below rest, and net never above gross', () => {
    const known = fc.record({
      sport: fc.constantFrom(...SPORTS),
      durationSeconds: fc.integer({ min: 1, max: 14 * 86_400 }),
      distanceMeters: fc.option(fc.integer({ min: 0, max: 500_000 })),
      elevationGainMeters: fc.option(fc.integer({ min: 0, max: 20_000 })),
      averageHeartRate: fc.option(fc.integer({ min: 20, max: 260 })),
      averagePowerWatts: fc.option(fc.integer({ min: 0, max: 600 })),
      weightKg: fc.integer({ min: 25, max: 250 }),
      ageYears: fc.option(fc.integer({ min: 0, max: 110 })),
      sex: fc.option(fc.constantFrom('female' as const, 'male' as const)),
      heightCm: fc.option(fc.integer({ min: 100, max: 230 })),
      vo2Max: fc.option(fc.integer({ min: 10, max: 95 })),
    });
    fc.assert(
      fc.property(known, (given) => {
        const input = energyInput(given);
        const estimate = estimateEnergy(input);
        if ('unavailableReason' in estimate)
          return expect(estimate.unavailableReason).toBe('impossible-energy');
        const { grossKcal, netKcal } = estimate;
        expect(grossKcal).toBeGreaterThanOrEqual(restingKcalOf(input) - 0.005);
        expect(netKcal ?? 0).toBeGreaterThanOrEqual(0);
        expect(netKcal ?? 0).toBeLessThanOrEqual(grossKcal + 0.01);
        expect(grossKcal).toBe(Number(grossKcal.toFixed(2)));
      }),
      { numRuns: 1000 },
    );
  });
});

/** Mifflin–St Jeor, else 1 kcal an hour and kg. */
function restingKcalOf({ weightKg, heightCm, ageYears, sex, durationSeconds }: EnergyInput): number {
  if (heightCm === null || ageYears === null || sex === null) return (weightKg! * durationSeconds) / 3600;
  const kcalPerDay = 10 * weightKg! + 6.25 * heightCm - 5 * ageYears + (sex === 'male' ? 5 : -161);
  return (kcalPerDay * durationSeconds) / 86_400;
}
