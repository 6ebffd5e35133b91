import type { Meter } from './meter.ts';

/** No day of anybody's is longer; it bounds the work for one workout. */
const LONGEST_DAY_KM = 1000;

interface EddingtonState {
  number: number;
  /** The meters of the days that a later workout can still be of. */
  metersOfDay: [day: number, meters: number][];
  /** How many days have at least so many whole kilometres, by kilometres, where that can still count. */
  daysOfAtLeast: [km: number, days: number][];
}

/**
 * The Eddington number in kilometres: the greatest n with n local days of at least n km each, the distances of a day
 * summed. Ten days of 11 km and one of 5.6 + 5.6 km give 11.
 */
export const eddington = (
  from: EddingtonState = { number: 0, metersOfDay: [], daysOfAtLeast: [] },
): Meter<EddingtonState> => {
  const metersOfDay = new Map(from.metersOfDay);
  const daysOfAtLeast = new Map(from.daysOfAtLeast);
  let { number } = from;
  return {
    take: ({ day, distanceMeters }) => {
      const before = metersOfDay.get(day) ?? 0;
      const after = before + (distanceMeters ?? 0);
      metersOfDay.set(day, after);
      for (let km = Math.max(wholeKm(before), number) + 1; km <= wholeKm(after); km++)
        daysOfAtLeast.set(km, (daysOfAtLeast.get(km) ?? 0) + 1);
      while ((daysOfAtLeast.get(number + 1) ?? 0) > number) number++;
      return number;
    },
    state: (fromDay) => ({
      number,
      metersOfDay: sorted(metersOfDay, fromDay),
      daysOfAtLeast: sorted(daysOfAtLeast, number + 1),
    }),
  };
};

const sorted = (entries: Map<number, number>, first: number): [number, number][] =>
  [...entries].filter(([key]) => key >= first).toSorted(([a], [b]) => a - b);

/** A micrometre is forgiven: 5.5 km and 5.5 km in binary fractions are 11 km. */
const wholeKm = (meters: number): number => Math.min(LONGEST_DAY_KM, Math.floor((meters + 1e-6) / 1000));
