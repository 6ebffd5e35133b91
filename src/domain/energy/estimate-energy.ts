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

/** The best informed method first. */
const METHODS: readonly EnergyMethodRule[] = [
  energyFromPower,
  energyFromHeartRate,
  energyFromSegments,
  energyFromMet,
  energyFromDevice,
];

/**
 * Returns the energy of one workout in kcal, gross and net, by the first method whose inputs are known and whose figure
 * is not rejected. Values have 2 decimals and lie between the resting energy and the most that a person can burn. Nothing
 * is guessed: without a weight, power or a device's figure, a reason replaces the number.
 * @throws RangeError for a gross efficiency outside 0.13–0.26.
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
  // Every sport has a line in the MET table, so that the weight is all that can be missing.
  return { unavailableReason: rejected.length > 0 ? 'impossible-energy' : 'weight-unknown' };
}

/**
 * Outside its range a formula may give less than a body burns at rest, or more than anybody can: there the limit holds,
 * and is among the inputs.
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

/** What the workout took above rest. */
function netOf(input: EnergyInput, grossKcal: number): number | null {
  const resting = restingKcalPerMinute(input);
  return resting === null ? null : toCents(Math.max(0, grossKcal - (resting * activeSeconds(input)) / 60));
}
