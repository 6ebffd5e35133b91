import { activeSeconds } from '../speed.ts';
import type { EnergyBasis, EnergyInput, MethodResult } from './energy-estimate.ts';
import { ENERGY_VERSIONS } from './versions.ts';

const KILOJOULES_PER_KCAL = 4.184;

/** The participants of the study. */
const STUDY = { ageYears: [18, 45], weightKg: [47, 120], shareOfMaxHeartRate: [0.57, 0.9] } as const;

type Known = Pick<EnergyInput, 'vo2Max' | 'maxHeartRate'> & {
  averageHeartRate: number;
  weightKg: number;
  ageYears: number;
  sex: 'female' | 'male';
};

export const HEART_RATE_BASIS: EnergyBasis = {
  words: 'From the mean heart rate over the active time, sex, age and weight, and VO2max where it is known.',
  source: 'Keytel et al. 2005, J Sports Sci 23:289',
  outOfRange:
    'The athlete lies outside the group of the study (18–45 years, 47–120 kg, 57–90 % of the maximal heart rate).',
};

/**
 * Estimates energy from the mean heart rate (bpm), sex, age (years) and weight (kg). With VO2max (ml/kg/min) it is more
 * accurate. At low heart rates the regression returns less than the energy at rest, even less than zero. Keytel et al.
 * 2005, J Sports Sci 23:289; valid for 18–45 years, 47–120 kg, 57–90 % of the maximal heart rate.
 */
export function energyFromHeartRate(input: EnergyInput): MethodResult | undefined {
  const { averageHeartRate, weightKg, ageYears, sex, vo2Max } = input;
  if (averageHeartRate === null || weightKg === null || ageYears === null || sex === null) return undefined;
  const known = { ...input, averageHeartRate, weightKg, ageYears, sex };
  const seconds = activeSeconds(input);
  return {
    grossKcal: ((kilojoulesPerMinute(known) / KILOJOULES_PER_KCAL) * seconds) / 60,
    method: 'heart_rate',
    inputs: { averageHeartRate, weightKg, ageYears, sex, seconds, ...(vo2Max === null ? {} : { vo2Max }) },
    version: ENERGY_VERSIONS.heart_rate,
    outOfRange: liesOutsideStudy(known),
  };
}

const kilojoulesPerMinute = ({ averageHeartRate: rate, weightKg, ageYears, sex, vo2Max }: Known): number => {
  if (vo2Max !== null) {
    return sex === 'male'
      ? -59.3954 - 36.3781 + 0.271 * ageYears + 0.394 * weightKg + 0.404 * vo2Max + 0.634 * rate
      : -59.3954 + 0.274 * ageYears + 0.103 * weightKg + 0.38 * vo2Max + 0.45 * rate;
  }
  return sex === 'male'
    ? -55.0969 + 0.6309 * rate + 0.1988 * weightKg + 0.2017 * ageYears
    : -20.4022 + 0.4472 * rate - 0.1263 * weightKg + 0.074 * ageYears;
};

/** Checks the share of the maximum only if the athlete's maximum is known: 220 − age would be a guess. */
const liesOutsideStudy = ({ averageHeartRate, weightKg, ageYears, maxHeartRate }: Known): boolean =>
  isOutside(ageYears, STUDY.ageYears) ||
  isOutside(weightKg, STUDY.weightKg) ||
  (maxHeartRate !== null && isOutside(averageHeartRate / maxHeartRate, STUDY.shareOfMaxHeartRate));

const isOutside = (value: number, [least, most]: readonly [number, number]): boolean =>
  value < least || value > most;
