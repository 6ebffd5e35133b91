/** @import { AthleteClock } from './athlete-clock.js' */
/** @import { Workout } from './workout-shapes.js' */

import { describeMonth } from './athlete-clock.js';
import { describeCount, describeDistance, describeDuration, describeEnergy } from './figures.js';
import { byId, fill } from './template.js';

/**
 * Shows four totals of the current month. Duplicates do not count.
 * @param {Iterable<Workout>} workouts
 * @param {AthleteClock} clock
 */
export function showMonthTotals(workouts, clock) {
  const month = clock.thisMonth();
  const counted = [...workouts].filter(
    ({ localDate, duplicateOf }) => localDate.startsWith(month) && !duplicateOf,
  );
  /** @param {(workout: Workout) => number | null | undefined} measure */
  const sum = (measure) => counted.reduce((total, workout) => total + (measure(workout) ?? 0), 0);
  fill(byId('athlete'), { month: describeMonth(month) });
  fill(byId('month-totals'), {
    distance: describeDistance(sum((workout) => workout.distanceMeters)),
    duration: describeDuration(sum((workout) => workout.durationSeconds)),
    energy: describeEnergy(sum((workout) => workout.energy?.grossKcal)),
    workouts: describeCount(counted.length),
  });
}
