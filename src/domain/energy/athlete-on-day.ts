import type { Weight } from '../athlete.ts';

/**
 * Completed years on a local date; a birthday of 29 February falls on 1 March in common years. Null before the birth.
 * Both dates are `yyyy-MM-dd`.
 */
export function ageOn(birthDate: string, localDate: string): number | null {
  const years = Number(localDate.slice(0, 4)) - Number(birthDate.slice(0, 4));
  const hadBirthday = localDate.slice(5) >= birthDate.slice(5);
  const age = hadBirthday ? years : years - 1;
  return age < 0 ? null : age;
}

/** The weight in kg that held on a local date: the latest entry not after it, else the earliest known; null without any. */
export function weightOn(weights: readonly Weight[], localDate: string): number | null {
  const inOrder = weights.toSorted((a, b) => (a.validFrom < b.validFrom ? -1 : 1));
  const entry = inOrder.findLast(({ validFrom }) => validFrom <= localDate) ?? inOrder[0];
  return entry?.weightKg ?? null;
}
