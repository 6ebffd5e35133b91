import type { EnergyInput } from './energy-estimate.ts';

const MINUTES_PER_DAY = 1440;

type Body = Pick<EnergyInput, 'weightKg' | 'heightCm' | 'ageYears' | 'sex'>;

/**
 * The energy of rest in kcal per minute, for a body of known weight (kg), height (cm), age (years) and sex; null when
 * one is unknown. Mifflin & St Jeor et al. 1990, Am J Clin Nutr 51:241.
 */
export function restingKcalPerMinute({ weightKg, heightCm, ageYears, sex }: Body): number | null {
  if (weightKg === null || heightCm === null || ageYears === null || sex === null) return null;
  const kcalPerDay = 10 * weightKg + 6.25 * heightCm - 5 * ageYears + (sex === 'male' ? 5 : -161);
  return kcalPerDay / MINUTES_PER_DAY;
}

/**
 * The least that a body of known weight burns in a minute, in kcal: the energy of rest, or 1 MET (1 kcal/kg/h) where
 * height, age or sex is unknown; 0 for an unknown weight.
 */
export const leastKcalPerMinute = (body: Body): number =>
  restingKcalPerMinute(body) ?? (body.weightKg ?? 0) / 60;
