import type { EnergyEstimate, EnergyInput, EstimatedEnergy } from '../../../src/domain/energy/index.ts';

/** Half an hour of which nothing is known but what a test names. */
export const energyInput = (given: Partial<EnergyInput> = {}): EnergyInput => ({
  sport: 'run',
  durationSeconds: 1800,
  movingSeconds: null,
  distanceMeters: null,
  elevationGainMeters: null,
  averageHeartRate: null,
  averagePowerWatts: null,
  deviceKcal: null,
  weightKg: null,
  ageYears: null,
  sex: null,
  heightCm: null,
  restingHeartRate: null,
  maxHeartRate: null,
  vo2Max: null,
  ...given,
});

export function estimated(estimate: EnergyEstimate): EstimatedEnergy {
  if ('unavailableReason' in estimate) throw new Error(`No estimate: ${estimate.unavailableReason}`);
  return estimate;
}
