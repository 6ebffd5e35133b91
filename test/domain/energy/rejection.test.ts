import { describe, expect, it } from 'vitest';
import { estimateEnergy, explainEnergy, type EnergyInput } from '../../../src/domain/energy/index.ts';
import { energyInput, estimated } from './energy-inputs.ts';

/** The man of the shared cases, for an hour. */
const man = { sex: 'male', ageYears: 35, weightKg: 75, heightCm: 180, durationSeconds: 3600 } as const;
const RESTING_KCAL = 71.04;

const energyOf = (given: Partial<EnergyInput>) =>
  estimated(estimateEnergy(energyInput({ ...man, ...given })));

const twelveKm = { sport: 'ride', distanceMeters: 12_000 } as const;

describe('of power, heart rate and speed', () => {
  it.each([110, 130, 150, 170, 190])(
    'a power meter that says 3 W at 12 km/h loses to a heart rate of %d',
    (averageHeartRate) => {
      const energy = energyOf({ ...twelveKm, averagePowerWatts: 3, averageHeartRate });
      expect(energy).toMatchObject({
        method: 'heart_rate',
        rejected: [{ method: 'power', grossKcal: 10.76, reason: 'contradicted' }],
      });
      expect(explainEnergy(energy).explanation).toContain('Power is not used: its 10.76 kcal');
    },
  );

  it('a heart rate of a lost strap does not override power that fits the speed', () => {
    const fast = { sport: 'ride', distanceMeters: 32_000, averagePowerWatts: 220 } as const;
    for (const averageHeartRate of [25, 50, 60, 65]) {
      expect(energyOf({ ...fast, averageHeartRate })).toMatchObject({ method: 'power', rejected: [] });
    }
  });

  it('low power is accepted where the heart rate confirms it, whatever the speed', () => {
    const electric = { sport: 'ride', distanceMeters: 25_000, averagePowerWatts: 60 } as const;
    expect(energyOf({ ...electric, averageHeartRate: 95 })).toMatchObject({ method: 'power', rejected: [] });
  });

  it('one other figure is no majority', () => {
    expect(energyOf({ ...twelveKm, averagePowerWatts: 60 })).toMatchObject({ method: 'power', rejected: [] });
    expect(energyOf({ ...twelveKm, averageHeartRate: 190 })).toMatchObject({ method: 'heart_rate' });
  });

  it('three that all differ leave the order of the methods as it is', () => {
    const strap = { sport: 'ride', averagePowerWatts: 350, averageHeartRate: 55 } as const;
    expect(energyOf(strap)).toMatchObject({ method: 'power', rejected: [] });
  });
});

describe('what no person can do', () => {
  it.each([221, 255, 260])('a mean heart rate of %d is none', (averageHeartRate) => {
    const energy = energyOf({ sport: 'run', distanceMeters: 10_800, averageHeartRate });
    expect(energy).toMatchObject({
      method: 'met',
      outOfRange: false,
      rejected: [{ method: 'heart_rate', reason: 'impossible-heart-rate' }],
    });
    expect(explainEnergy(energy).explanation).toContain('Heart rate is not used');
  });

  it('is no evidence against power either', () => {
    const soft = { sport: 'indoor_ride', averagePowerWatts: 30, averageHeartRate: 255 } as const;
    expect(energyOf(soft)).toMatchObject({ method: 'power', grossKcal: 107.55 });
  });

  it('a power of 5,000 W gives way to the next method', () => {
    const energy = energyOf({ ...twelveKm, averagePowerWatts: 5000 });
    expect(energy).toMatchObject({
      method: 'met',
      rejected: [{ method: 'power', grossKcal: 17_925.43, reason: 'impossible-energy' }],
    });
    expect(explainEnergy(energy).explanation).toContain('17925.43 kcal are more than a person can burn');
  });

  it.each([
    [600, 547_469],
    [3600, 900_000],
    [3600, 2900],
    [86_400, 60_000],
  ])("a device's figure of %d s and %d kcal leaves no energy", (durationSeconds, deviceKcal) => {
    const input = energyInput({ weightKg: null, durationSeconds, deviceKcal });
    expect(estimateEnergy(input)).toEqual({ unavailableReason: 'impossible-energy' });
  });

  it.each([
    [60, 50],
    [3600, 1500],
    // A winner of Race Across America, who rides 22 hours a day.
    [86_400, 15_000],
  ])("a device's figure of %d s and %d kcal is accepted", (durationSeconds, deviceKcal) => {
    const input = energyInput({ weightKg: null, durationSeconds, deviceKcal });
    expect(estimateEnergy(input)).toMatchObject({ grossKcal: deviceKcal, method: 'device' });
  });
});

describe('the most that a person can burn', () => {
  it('limits what follows from speed and weight', () => {
    const energy = energyOf({ sport: 'run', weightKg: 230, distanceMeters: 21_000 });
    expect(energy).toMatchObject({ method: 'met', grossKcal: energy.inputs.mostKcal, outOfRange: true });
    expect(explainEnergy(energy).explanation).toContain('more than a person can burn');
  });
});

describe('rest', () => {
  it('is the least: an hour at 10 W', () => {
    const energy = energyOf({ sport: 'ride', averagePowerWatts: 10 });
    expect(energy).toMatchObject({
      grossKcal: RESTING_KCAL,
      netKcal: 0,
      method: 'power',
      inputs: { averagePowerWatts: 10, restingKcal: RESTING_KCAL },
      outOfRange: true,
    });
    expect(explainEnergy(energy).explanation).toContain('the energy of rest is used');
  });

  it('is the least at a low heart rate, 1 kcal an hour and kg without a height', () => {
    const yoga = { sport: 'yoga', averageHeartRate: 50 } as const;
    expect(energyOf(yoga)).toMatchObject({ grossKcal: RESTING_KCAL, method: 'heart_rate', outOfRange: true });
    expect(energyOf({ ...yoga, heightCm: null })).toMatchObject({ grossKcal: 75, netKcal: null });
  });

  it('is unknown without a weight', () => {
    expect(energyOf({ sport: 'ride', averagePowerWatts: 10, weightKg: null })).toMatchObject({
      grossKcal: 35.85,
      outOfRange: false,
    });
  });
});
