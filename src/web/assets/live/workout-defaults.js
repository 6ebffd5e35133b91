/** @import { Workout } from './workout-shapes.js' */

/** Suggested values by sport: minutes, kilometres, beats per minute. */
/** @type {Record<string, [minutes: number, kilometers: number | null, heartRate: number | null]>} */
const TYPICAL = {
  run: [48, 10, 148],
  walk: [55, 5, 104],
  hike: [180, 12, 118],
  ride: [95, 42, 136],
  indoor_ride: [60, 30, 140],
  swim: [40, 1.8, 132],
  row: [30, 7, 142],
  strength: [50, null, 112],
  yoga: [60, null, 86],
  other: [45, null, 120],
};

const BREAK_MS = 10 * 60_000;

/** @param {string} sport */
export function typicalOf(sport) {
  const [minutes, kilometers, heartRate] = TYPICAL[sport] ?? [45, null, null];
  return { durationSeconds: minutes * 60, kilometers, heartRate };
}

/**
 * Returns the latest whole minute at which a workout of this duration can start without ending in the future or
 * overlapping another one. Otherwise a second click would save the same workout again.
 * @param {number} durationSeconds
 * @param {Iterable<Pick<Workout, 'startedAt' | 'durationSeconds'>>} workouts
 * @param {number} [now]
 */
export function latestFreeStart(durationSeconds, workouts, now = Date.now()) {
  const length = durationSeconds * 1000;
  const taken = [...workouts]
    .map((workout) => ({ start: Date.parse(workout.startedAt), seconds: workout.durationSeconds }))
    .sort((a, b) => b.start - a.start);
  let start = now - length;
  for (const other of taken) {
    const isFree = other.start + other.seconds * 1000 <= start || other.start >= start + length;
    if (!isFree) start = other.start - BREAK_MS - length;
  }
  return Math.floor(start / 60_000) * 60_000;
}

/**
 * "Morning run"
 * @param {string} wall `yyyy-MM-ddTHH:mm`
 * @param {string} sportName
 */
export function usualTitle(wall, sportName) {
  const hour = Number(wall.slice(11, 13));
  const part =
    hour < 5 ? 'Night' : hour < 11 ? 'Morning' : hour < 14 ? 'Lunch' : hour < 18 ? 'Afternoon' : 'Evening';
  return `${part} ${sportName.toLowerCase()}`;
}
