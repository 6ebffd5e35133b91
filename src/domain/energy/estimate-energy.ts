import { mostKcalIn } from '../plausibility.ts';
import { toCents } from '../rounding.ts';
import { activeSeconds } from '../speed.ts';
import { energyFromSegments } from './acsm.ts';
import { reasonToReject } from './rejection.ts';
import { energyFromDevice } from './device.ts';
import type {
  EnergyEstimate,
  EnergyInput,
  EnergyMethodRule,
  MethodResult,
  RejectedFigure,
} from './energy-estimate.ts';
import { energyFromHeartRate } from './heart-rate.ts';
import { energyFromMet } from './met.ts';
import { energyFromPower } from './power.ts';
import { leastKcalPerMinute, restingKcalPerMinute } from './resting.ts';

/** The most accurate method first. */
const METHODS: readonly EnergyMethodRule[] = [
  energyFromPower,
  energyFromHeartRate,
  energyFromSegments,
  energyFromMet,
  energyFromDevice,
];

/**
 * Returns gross and net energy of a workout in kcal, with 2 decimals. Uses the first method that has all inputs and
 * whose figure is not rejected. The value is between the energy of rest and the most that a person can burn. Without a
 * weight, power or device figure it returns a reason instead.
 * @throws RangeError for a gross efficiency outside 0.13–0.26
 */
export function estimateEnergy(input: EnergyInput): EnergyEstimate {
  const rejected: RejectedFigure[] = [];
  for (const method of METHODS) {
    const result = method(input);
    if (!result) continue;
    const reason = reasonToReject(result, input);
    if (reason === undefined) return { ...inCents(withinBody(result, input), input), rejected };
    rejected.push({ method: result.method, grossKcal: toCents(result.grossKcal), reason });
  }
  // Every sport has a MET value, so only the weight can be missing.
  return { unavailableReason: rejected.length > 0 ? 'impossible-energy' : 'weight-unknown' };
}

/**
 * Limits the figure to the energy of rest and to the most that a person can burn. The limit is then among the inputs.
 */
function withinBody(result: MethodResult, input: EnergyInput): MethodResult {
  const restingKcal = (leastKcalPerMinute(input) * activeSeconds(input)) / 60;
  const mostKcal = mostKcalIn(input.durationSeconds);
  if (result.grossKcal < restingKcal) return limitedTo('restingKcal', restingKcal, result);
  return result.grossKcal > mostKcal ? limitedTo('mostKcal', mostKcal, result) : result;
}

const limitedTo = (name: string, grossKcal: number, result: MethodResult): MethodResult => ({
  ...result,
  grossKcal,
  inputs: { ...result.inputs, [name]: toCents(grossKcal) },
  outOfRange: true,
});

const inCents = (result: MethodResult, input: EnergyInput) => ({
  ...result,
  grossKcal: toCents(result.grossKcal),
  netKcal: netOf(input, result.grossKcal),
});

/** Returns the energy above rest. */
function netOf(input: EnergyInput, grossKcal: number): number | null {
  const resting = restingKcalPerMinute(input);
  return resting === null ? null : toCents(Math.max(0, grossKcal - (resting * activeSeconds(input)) / 60));
}
