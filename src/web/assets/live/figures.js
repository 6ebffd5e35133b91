const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const oneDigit = new Intl.NumberFormat('en', { minimumFractionDigits: 1, maximumFractionDigits: 1 });
const twoDigits = new Intl.NumberFormat('en', { minimumFractionDigits: 2, maximumFractionDigits: 2 });

/** "10.02 km", "800 m", "0 km" @param {number} meters */
export function describeDistance(meters) {
  if (meters === 0) return '0 km';
  if (meters < 1000) return `${whole.format(meters)} m`;
  const kilometers = meters / 1000;
  return `${(kilometers < 100 ? twoDigits : oneDigit).format(kilometers)} km`;
}

/** "45:12", "1:02:03" @param {number} seconds */
export function describeDuration(seconds) {
  const total = Math.round(seconds);
  const [hours, minutes, rest] = [Math.floor(total / 3600), Math.floor(total / 60) % 60, total % 60];
  const end = `${hours > 0 ? String(minutes).padStart(2, '0') : minutes}:${String(rest).padStart(2, '0')}`;
  return hours > 0 ? `${hours}:${end}` : end;
}

/**
 * Returns the seconds of "45:12", "1:02:03" or "45" (minutes); undefined for any other text.
 * @param {string} text
 */
export function parseDuration(text) {
  const parts = text.trim().split(':');
  if (parts.length > 3 || !parts.every((part) => /^\d{1,4}$/.test(part))) return undefined;
  const numbers = parts.map(Number);
  if (numbers.slice(1).some((number) => number > 59)) return undefined;
  const seconds =
    parts.length === 1 ? Number(parts[0]) * 60 : numbers.reduce((sum, number) => sum * 60 + number, 0);
  return seconds > 0 ? seconds : undefined;
}

/** The distance of a sport's pace; the speed of other sports is in km/h. @type {Record<string, number>} */
const PACE_METERS = { run: 1000, walk: 1000, hike: 1000, swim: 100, row: 500 };

/**
 * "4:31 /km", "2:05 /100 m", "28.4 km/h"
 * @param {{ sport: string, distanceMeters: number | null, durationSeconds: number, movingSeconds: number | null }} workout
 */
export function describePace({ sport, distanceMeters, durationSeconds, movingSeconds }) {
  if (!distanceMeters) return undefined;
  const seconds = movingSeconds || durationSeconds;
  const over = PACE_METERS[sport];
  if (!over) return `${oneDigit.format((3.6 * distanceMeters) / seconds)} km/h`;
  return `${describeDuration((seconds / distanceMeters) * over)} /${over === 1000 ? 'km' : `${over} m`}`;
}

/** "1,234" @param {number} value */
export const describeCount = (value) => whole.format(value);

/** "612 kcal" @param {number} kcal */
export const describeEnergy = (kcal) => `${whole.format(kcal)} kcal`;

/** "62.4", "100" @param {number} value */
export const describeProgress = (value) => (Number.isInteger(value) ? whole : oneDigit).format(value);

/**
 * Formats a score or a record in its unit.
 * @param {number} value
 * @param {string} unit
 */
export function describeInUnit(value, unit) {
  if (unit === 'm') return describeDistance(value);
  if (unit === 's') return describeDuration(value);
  if (unit === 'm/s') return `${oneDigit.format(value * 3.6)} km/h`;
  return `${whole.format(value)} ${unit === 'workouts' && value === 1 ? 'workout' : unit}`;
}

/** "calculateCalories" → "Calculate calories", "weight-unknown" → "Weight unknown" @param {string} name */
export function describeName(name) {
  const words = name.replaceAll(/[-_]/g, ' ').replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return words.charAt(0).toUpperCase() + words.slice(1);
}
