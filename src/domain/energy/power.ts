import { activeSeconds } from '../speed.ts';
import type { EnergyBasis, EnergyInput, MethodResult } from './energy-estimate.ts';
import { ENERGY_VERSIONS } from './versions.ts';

export const DEFAULT_GROSS_EFFICIENCY = 0.24;

const KILOJOULES_PER_KCAL = 4.184;

export const POWER_BASIS: EnergyBasis = {
  words: 'From the mean power over the active time, and the share of energy that reaches the pedals.',
  source: 'Gross efficiency: Moseley & Jeukendrup 2001; Nickleberry & Brooks 1996',
};

/**
 * Estimates energy in kcal from the mean power in watts over the active seconds: kJ / 4.184 / gross efficiency. The
 * efficiency is 0.24 by default (Nickleberry & Brooks 1996 measured 0.13–0.24, Moseley & Jeukendrup 2001 0.198 ±
 * 0.006).
 */
export function energyFromPower(input: EnergyInput): MethodResult | undefined {
  const { averagePowerWatts, grossEfficiency = DEFAULT_GROSS_EFFICIENCY } = input;
  if (!averagePowerWatts) return undefined;
  const seconds = activeSeconds(input);
  const kilojoules = (averagePowerWatts * seconds) / 1000;
  return {
    grossKcal: kilojoules / KILOJOULES_PER_KCAL / grossEfficiency,
    method: 'power',
    inputs: { averagePowerWatts, seconds, grossEfficiency },
    version: ENERGY_VERSIONS.power,
    outOfRange: false,
  };
}
