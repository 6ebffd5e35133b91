import { toCents } from '../rounding.ts';
import { activeSeconds } from '../speed.ts';
import { energyFromSegments } from './acsm.ts';
import { energyFromDevice } from './device.ts';
import type { EnergyEstimate, EnergyInput, EnergyMethodRule } from './energy-estimate.ts';
import { energyFromHeartRate } from './heart-rate.ts';
import { energyFromMet } from './met.ts';
import { energyFromPower } from './power.ts';
import { restingKcalPerMinute } from './resting.ts';

/** The best informed method first. */
const METHODS: readonly EnergyMethodRule[] = [
  energyFromPower,
  energyFromHeartRate,
  energyFromSegments,
  energyFromMet,
  energyFromDevice,
];

/**
 * The energy of one workout in kcal, gross and net, by the first method whose inputs are there, rounded to 2 decimals.
 * Nothing is guessed: without a weight, power or a device's figure there is a reason in place of a number.
 * @throws RangeError for a gross efficiency outside 0.13–0.26.
 */
export function estimateEnergy(input: EnergyInput): EnergyEstimate {
  for (const method of METHODS) {
    const result = method(input);
    if (result)
      return { ...result, grossKcal: toCents(result.grossKcal), netKcal: netOf(input, result.grossKcal) };
  }
  // Every sport has a line in the MET table, so that the weight is all that can be missing.
  return { unavailableReason: 'weight-unknown' };
}

/** What the workout took above rest; a soft pedal for an hour takes nothing, not less than nothing. */
function netOf(input: EnergyInput, grossKcal: number): number | null {
  const resting = restingKcalPerMinute(input);
  return resting === null ? null : toCents(Math.max(0, grossKcal - (resting * activeSeconds(input)) / 60));
}
