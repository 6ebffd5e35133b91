import type { Sport } from '../workout.ts';
import { activeSeconds, averageSpeed } from '../speed.ts';
import type { EnergyBasis, EnergyInput, MethodResult } from './energy-estimate.ts';
import { GENERAL_MET, MET_BY_SPEED, type SpeedLine } from './met-table.ts';
import { ENERGY_VERSIONS } from './versions.ts';

const METERS_PER_SECOND_PER_MPH = 0.44704;

/** Far below what a device resolves: so that 6 mph, computed from metres and seconds, is not 5.999999999 mph. */
const ROUNDING_MPH = 1e-9;

export const MET_BASIS: EnergyBasis = {
  words: 'From the sport, its mean speed where the compendium tells speeds apart, and weight.',
  source: '2024 Adult Compendium of Physical Activities: Herrmann et al. 2024, J Sport Health Sci 13(1):6',
  outOfRange: 'The speed is unknown or below the slowest of the table, so its lowest value was taken.',
};

/**
 * From the sport, its speed where the compendium tells speeds apart, and the weight: kcal = MET · kg · h. Below the
 * slowest speed of the table, or without a distance, the lowest value holds and is out of range.
 * Herrmann et al. 2024, J Sport Health Sci 13(1):6.
 */
export function energyFromMet(input: EnergyInput): MethodResult | undefined {
  const { weightKg } = input;
  if (weightKg === null) return undefined;
  const seconds = activeSeconds(input);
  const { met, inputs, outOfRange } = metOf(input);
  return {
    grossKcal: (met * weightKg * seconds) / 3600,
    method: 'met',
    inputs: { met, ...inputs, weightKg, seconds },
    version: ENERGY_VERSIONS.met,
    outOfRange,
  };
}

function metOf(input: EnergyInput): Pick<MethodResult, 'inputs' | 'outOfRange'> & { met: number } {
  const lines = MET_BY_SPEED[input.sport];
  if (lines === undefined) {
    const { code, met } = generalMet(input.sport);
    return { met, inputs: { compendiumCode: code }, outOfRange: false };
  }
  const speed = averageSpeed(input);
  if (speed === null) return { met: lowestMet(lines), inputs: {}, outOfRange: true };
  const mph = speed / METERS_PER_SECOND_PER_MPH;
  const line = lines.findLast(([bound]) => bound <= mph + ROUNDING_MPH);
  const inputs = { metersPerSecond: speed };
  return line
    ? { met: line[1], inputs, outOfRange: false }
    : { met: lowestMet(lines), inputs, outOfRange: true };
}

const lowestMet = (lines: readonly SpeedLine[]): number => Math.min(...lines.map(([, met]) => met));

function generalMet(sport: Sport): { code: string; met: number } {
  const general = GENERAL_MET[sport];
  if (general === undefined) throw new RangeError('The sport has no line in the compendium table.');
  return general;
}
