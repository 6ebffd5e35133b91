/** How the pages write amounts: a number and its unit, in English. */

export interface Quantity {
  number: string;
  unit: string;
}

const decimals = (most: number) => new Intl.NumberFormat('en-GB', { maximumFractionDigits: most });
const WHOLE = decimals(0);
const TENTHS = decimals(1);
const HUNDREDTHS = decimals(2);

export const wholeNumber = (value: number): string => WHOLE.format(value);

export const kilometres = (meters: number): Quantity => ({
  number: TENTHS.format(meters / 1000),
  unit: 'km',
});

export const meters = (value: number): Quantity => ({ number: WHOLE.format(value), unit: 'm' });

export const kilocalories = (value: number): Quantity => ({ number: WHOLE.format(value), unit: 'kcal' });

export const kilometresPerHour = (metersPerSecond: number): Quantity => ({
  number: HUNDREDTHS.format(metersPerSecond * 3.6),
  unit: 'km/h',
});

/** Between a number and its unit, which no line may part. */
export const NO_BREAK = '\u00a0';

/** Hours and minutes of a long time: `12 h 05 min`, `45 min`. */
export function hoursAndMinutes(seconds: number): string {
  const minutes = Math.round(seconds / 60);
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  const inMinutes = (text: string) => inWords({ number: text, unit: 'min' });
  if (hours === 0) return inMinutes(String(rest));
  const inHours = inWords({ number: WHOLE.format(hours), unit: 'h' });
  return `${inHours}${NO_BREAK}${inMinutes(String(rest).padStart(2, '0'))}`;
}

/** A time as a watch shows it, to the second: `21:34`, `3:05:09`. */
export function clock(seconds: number): string {
  const whole = Math.round(seconds);
  const two = (value: number) => String(value).padStart(2, '0');
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60)];
  return hours === 0 ? `${minutes}:${two(whole % 60)}` : `${hours}:${two(minutes)}:${two(whole % 60)}`;
}

export const inWords = ({ number, unit }: Quantity): string => `${number}${NO_BREAK}${unit}`;

/** `1 workout`, `2 workouts`. */
export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${WHOLE.format(count)} ${count === 1 ? one : many}`;

const ORDINALS = new Intl.PluralRules('en-GB', { type: 'ordinal' });
const SUFFIXES: Partial<Record<Intl.LDMLPluralRule, string>> = { one: 'st', two: 'nd', few: 'rd' };

/** `1st`, `22nd`, `113th`. */
export const ordinal = (rank: number): string =>
  `${WHOLE.format(rank)}${SUFFIXES[ORDINALS.select(rank)] ?? 'th'}`;

const METERS_PER_MILE = 1609.344;
const NAMED_DISTANCES: Record<number, string> = {
  804.672: 'half a mile',
  21_097.5: 'half marathon',
  42_195: 'marathon',
};

/** What people call a distance: `400 m`, `1 mile`, `5 km`, `half marathon`. */
export function distanceName(distanceMeters: number): string {
  const named = NAMED_DISTANCES[distanceMeters];
  if (named !== undefined) return named;
  const miles = distanceMeters / METERS_PER_MILE;
  if (Math.abs(miles - Math.round(miles)) < 1e-9) return counted(Math.round(miles), 'mile');
  return inWords(distanceMeters < 1000 ? meters(distanceMeters) : kilometres(distanceMeters));
}
