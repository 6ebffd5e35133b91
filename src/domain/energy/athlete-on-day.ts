import type { Weight } from '../athlete.ts';

/**
 * Returns the age in completed years on a local date, both `yyyy-MM-dd`; null before the birth. A birthday of 29
 * February is on 1 March in common years.
 */
export function ageOn(birthDate: string, localDate: string): number | null {
  const years = Number(localDate.slice(0, 4)) - Number(birthDate.slice(0, 4));
  const hadBirthday = localDate.slice(5) >= birthDate.slice(5);
  const age = hadBirthday ? years : years - 1;
  return age < 0 ? null : age;
}

/** Returns the weight in kg on a local date: the latest entry up to it, else the earliest one; null without entries. */
export function weightOn(weights: readonly Weight[], localDate: string): number | null {
  const inOrder = weights.toSorted((a, b) => (a.validFrom < b.validFrom ? -1 : 1));
  const entry = inOrder.findLast(({ validFrom }) => validFrom <= localDate) ?? inOrder[0];
  return entry?.weightKg ?? null;
}
