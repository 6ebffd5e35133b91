import type { Units } from '../domain/athlete.ts';

/** An amount: a number and its unit, in English. */

export interface Quantity {
  number: string;
  unit: string;
}

const decimals = (most: number) =>
  new Intl.NumberFormat('en-GB', { maximumFractionDigits: most, signDisplay: 'negative' });
const WHOLE = decimals(0);
const TENTHS = decimals(1);
const HUNDREDTHS = decimals(2);

export const wholeNumber = (value: number): string => WHOLE.format(value).replace('-', '−');

const METERS_PER_MILE = 1609.344;
const METERS_PER_FOOT = 0.3048;

/** Returns the long unit of distance: its length in meters and its symbol. */
export const longUnit = (units: Units): { meters: number; unit: string } =>
  units === 'metric' ? { meters: 1000, unit: 'km' } : { meters: METERS_PER_MILE, unit: 'mi' };

const distanceIn =
  (format: Intl.NumberFormat) =>
  (distanceMeters: number, units: Units): Quantity => {
    const { meters, unit } = longUnit(units);
    return { number: format.format(distanceMeters / meters), unit };
  };

/** `51.3 km` or `31.9 mi` */
export const distance = distanceIn(TENTHS);

/** `51.27 km`: two records may differ by less than 100 m. */
export const recordDistance = distanceIn(HUNDREDTHS);

/** `84 m` or `276 ft` */
export const climb = (heightMeters: number, units: Units): Quantity =>
  units === 'metric'
    ? { number: WHOLE.format(heightMeters), unit: 'm' }
    : { number: WHOLE.format(heightMeters / METERS_PER_FOOT), unit: 'ft' };

/** `12.4 km/h` or `7.7 mph` */
export const speed = (metersPerSecond: number, units: Units): Quantity => ({
  number: HUNDREDTHS.format((metersPerSecond * 3600) / longUnit(units).meters),
  unit: units === 'metric' ? 'km/h' : 'mph',
});

export const kilocalories = (value: number): Quantity => ({ number: WHOLE.format(value), unit: 'kcal' });

/** Between a number and what it counts, and within a date: a line never breaks there. */
export const NO_BREAK = '\u00a0';

/** Formats a long time in hours and minutes: `12 h 05 min`, `45 min`. */
export function hoursAndMinutes(seconds: number): string {
  const minutes = Math.round(seconds / 60);
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  const inMinutes = (text: string) => inWords({ number: text, unit: 'min' });
  if (hours === 0) return inMinutes(String(rest));
  const inHours = inWords({ number: WHOLE.format(hours), unit: 'h' });
  return `${inHours}${NO_BREAK}${inMinutes(String(rest).padStart(2, '0'))}`;
}

export const inWords = ({ number, unit }: Quantity): string => `${number}${NO_BREAK}${unit}`;

/** `1 workout`, `2 workouts`. */
export const counted = (count: number, one: string): string =>
  inWords({ number: WHOLE.format(count), unit: count === 1 ? one : `${one}s` });

const ORDINALS = new Intl.PluralRules('en-GB', { type: 'ordinal' });
const SUFFIXES: Partial<Record<Intl.LDMLPluralRule, string>> = { one: 'st', two: 'nd', few: 'rd' };

/** `1st`, `22nd`, `113th`. */
export const ordinal = (rank: number): string =>
  `${WHOLE.format(rank)}${SUFFIXES[ORDINALS.select(rank)] ?? 'th'}`;

const NAMED_DISTANCES: Record<number, string> = {
  804.672: 'half a mile',
  21_097.5: 'half marathon',
  42_195: 'marathon',
};

/** Returns the usual name of a race distance, in any units: `400 m`, `1 mile`, `5 km`, `half marathon`. */
export function distanceName(distanceMeters: number): string {
  const named = NAMED_DISTANCES[distanceMeters];
  if (named !== undefined) return named;
  const miles = distanceMeters / METERS_PER_MILE;
  if (Math.abs(miles - Math.round(miles)) < 1e-9) return counted(Math.round(miles), 'mile');
  return inWords(
    distanceMeters < 1000 ? climb(distanceMeters, 'metric') : distance(distanceMeters, 'metric'),
  );
}
