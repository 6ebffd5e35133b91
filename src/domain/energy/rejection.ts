import { MAX_AVERAGE_HEART_RATE, mostKcalIn } from '../plausibility.ts';
import type { EnergyInput, EnergyMethod, MethodResult, RejectionReason } from './energy-estimate.ts';
import { energyFromHeartRate } from './heart-rate.ts';
import { energyFromMet } from './met.ts';
import { energyFromPower } from './power.ts';

/** The errors of the methods are smaller: drafting halves the power at a speed, heat and hills double it. */
const GREATEST_RATIO = 3;

/**
 * Returns why a method's figure is rejected, or undefined. A figure that no person can reach is rejected. The figure of
 * a sensor is also rejected if it differs from both others by more than a factor of three, and these two are closer to
 * each other.
 */
export function reasonToReject(result: MethodResult, input: EnergyInput): RejectionReason | undefined {
  if (result.method === 'heart_rate' && isImpossibleRate(input)) return 'impossible-heart-rate';
  if (isMeasured(result) && result.grossKcal > mostKcalIn(input.durationSeconds)) return 'impossible-energy';
  return isOddOneOut(result, input) ? 'contradicted' : undefined;
}

/** Devices write 255 for "no reading". */
const isImpossibleRate = ({ averageHeartRate }: EnergyInput): boolean =>
  averageHeartRate !== null && averageHeartRate > MAX_AVERAGE_HEART_RATE;

/** Figures from speed and grade are limited instead, since their inputs are checked elsewhere. */
const isMeasured = ({ method }: MethodResult): boolean => method !== 'acsm' && method !== 'met';

function isOddOneOut({ method, grossKcal }: MethodResult, input: EnergyInput): boolean {
  if (method !== 'power' && method !== 'heart_rate') return false;
  const [first, second] = figuresBeside(method, input);
  if (first === undefined || second === undefined) return false;
  const nearest = Math.min(ratio(grossKcal, first), ratio(grossKcal, second));
  return nearest > GREATEST_RATIO && nearest > ratio(first, second);
}

/** Returns the figures of the two other methods. Leaves out an impossible heart rate. */
function figuresBeside(method: EnergyMethod, input: EnergyInput): number[] {
  const heartRate = isImpossibleRate(input) ? undefined : energyFromHeartRate(input);
  const figures = [energyFromPower(input), heartRate, energyFromMet(input)];
  return figures.flatMap((figure) => (figure && figure.method !== method ? [figure.grossKcal] : []));
}

/** Returns the ratio of the greater figure to the smaller one; Infinity if one is not above zero. */
const ratio = (a: number, b: number): number =>
  Math.min(a, b) <= 0 ? Number.POSITIVE_INFINITY : Math.max(a, b) / Math.min(a, b);
