import type { BeginMeasure } from './measure.ts';

/** Longer days are impossible; this bounds the work per workout. */
const LONGEST_DAY_KM = 1000;

/**
 * Returns the Eddington number in kilometres: the greatest n with n local days of at least n km each. The distances of
 * a day are added. Ten days of 11 km and one of 5.6 + 5.6 km are 11.
 */
export const eddington: BeginMeasure = () => {
  const metersOfDay = new Map<number, number>();
  const daysOfAtLeast = new Map<number, number>();
  let number = 0;
  return ({ day, distanceMeters }) => {
    const before = metersOfDay.get(day) ?? 0;
    const after = before + (distanceMeters ?? 0);
    metersOfDay.set(day, after);
    for (let km = Math.max(wholeKm(before), number) + 1; km <= wholeKm(after); km++)
      daysOfAtLeast.set(km, (daysOfAtLeast.get(km) ?? 0) + 1);
    while ((daysOfAtLeast.get(number + 1) ?? 0) > number) number++;
    return number;
  };
};

/** Adds a micrometre: 5.5 km and 5.5 km in binary fractions are 11 km. */
const wholeKm = (meters: number): number => Math.min(LONGEST_DAY_KM, Math.floor((meters + 1e-6) / 1000));
