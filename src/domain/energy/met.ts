import { activeSeconds, averageSpeed } from '../speed.ts';
import { climbingMet, meanGrade } from './climbing.ts';
import type { EnergyBasis, EnergyInput, MethodResult } from './energy-estimate.ts';
import { GENERAL_MET, MET_BY_SPEED, type SpeedEntry } from './met-table.ts';
import { rowingMet, rowingWatts } from './rowing.ts';
import { ENERGY_VERSIONS } from './versions.ts';

const METERS_PER_SECOND_PER_MPH = 0.44704;

export const MET_BASIS: EnergyBasis = {
  words:
    'From the sport, its mean speed and the weight: MET values, interpolated between the entries of the Compendium. Walks and hikes use the climb (Pandolf et al. 1977), rowing the power at this pace (Concept2).',
  source: '2024 Adult Compendium of Physical Activities: Herrmann et al. 2024, J Sport Health Sci 13(1):6',
  outOfRange: 'The speed is unknown or below the slowest of the Compendium, so the lowest value is used.',
};

/** MET is kcal/kg/h. */
interface Met {
  met: number;
  inputs: MethodResult['inputs'];
  outOfRange: boolean;
}

/**
 * Estimates energy in kcal from sport, mean speed and weight (kg): MET · kg · h. The MET is linear in the speed between
 * entries of the Compendium, and constant above the fastest. Walks and hikes use Pandolf's value if it is higher;
 * rowing uses Concept2's. Below the slowest entry, or without a distance, the lowest value is used and marked as out of
 * range. A sport without speeds has one general code. Herrmann et al. 2024, J Sport Health Sci 13(1):6.
 */
export function energyFromMet(input: EnergyInput): MethodResult | undefined {
  const { weightKg } = input;
  if (weightKg === null) return undefined;
  const seconds = activeSeconds(input);
  const { met, inputs, outOfRange } = metOf(input, weightKg);
  return {
    grossKcal: (met * weightKg * seconds) / 3600,
    method: 'met',
    inputs: { met: Math.round(met * 1e4) / 1e4, ...inputs, weightKg, seconds },
    version: ENERGY_VERSIONS.met,
    outOfRange,
  };
}

function metOf(input: EnergyInput, weightKg: number): Met {
  const { sport, distanceMeters, elevationGainMeters } = input;
  const metersPerSecond = averageSpeed(input);
  if (metersPerSecond === null || distanceMeters === null) return generalMet(input);
  if (sport === 'row') {
    const watts = rowingWatts(metersPerSecond);
    return { met: rowingMet(watts, weightKg), inputs: { metersPerSecond, watts }, outOfRange: false };
  }
  const entries = MET_BY_SPEED[sport];
  if (entries === undefined) return generalMet(input);
  const onLevel = metBetween(entries, metersPerSecond / METERS_PER_SECOND_PER_MPH);
  const known = { inputs: { metersPerSecond }, outOfRange: onLevel.isBelowSlowest };
  if (sport !== 'walk' && sport !== 'hike') return { met: onLevel.met, ...known };
  const grade = meanGrade(elevationGainMeters, distanceMeters);
  const met = Math.max(onLevel.met, climbingMet(sport, metersPerSecond, grade));
  return { met, ...known, inputs: { metersPerSecond, grade } };
}

/** Interpolates between two entries. Beyond the ends it returns the first or last value. */
function metBetween(entries: readonly SpeedEntry[], mph: number): { met: number; isBelowSlowest: boolean } {
  const next = entries.findIndex(([speed]) => speed > mph);
  if (next === -1) return { met: entries.at(-1)![1], isBelowSlowest: false };
  const [speedAfter, metAfter] = entries[next]!;
  const before = entries[next - 1];
  if (before === undefined) return { met: metAfter, isBelowSlowest: true };
  const [speedBefore, metBefore] = before;
  const share = (mph - speedBefore) / (speedAfter - speedBefore);
  return { met: metBefore + share * (metAfter - metBefore), isBelowSlowest: false };
}

function generalMet({ sport }: Pick<EnergyInput, 'sport'>): Met {
  const { code, met, isLowest = false } = GENERAL_MET[sport];
  return { met, inputs: { compendiumCode: code }, outOfRange: isLowest };
}
