import type { EnergyInput } from './energy-estimate.ts';

const MINUTES_PER_DAY = 1440;

type Body = Pick<EnergyInput, 'weightKg' | 'heightCm' | 'ageYears' | 'sex'>;

/**
 * Returns the energy of rest in kcal per minute, by weight (kg), height (cm), age (years) and sex; null if one is
 * unknown. Mifflin & St Jeor et al. 1990, Am J Clin Nutr 51:241.
 */
export function restingKcalPerMinute({ weightKg, heightCm, ageYears, sex }: Body): number | null {
  if (weightKg === null || heightCm === null || ageYears === null || sex === null) return null;
  const kcalPerDay = 10 * weightKg + 6.25 * heightCm - 5 * ageYears + (sex === 'male' ? 5 : -161);
  return kcalPerDay / MINUTES_PER_DAY;
}

/**
 * Returns the least energy that a body burns, in kcal per minute. It is the energy of rest, or 1 MET (1 kcal/kg/h) if
 * height, age or sex is unknown; 0 without a weight.
 */
export const leastKcalPerMinute = (body: Body): number =>
  restingKcalPerMinute(body) ?? (body.weightKg ?? 0) / 60;
