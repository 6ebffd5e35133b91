import type { Units } from '../../domain/athlete.ts';
import type { BestWorkout } from '../../domain/report/best-workout.ts';
import { dayAndMonth } from '../calendar-names.ts';
import { counted, distance, hoursAndMinutes, inWords, kilocalories, NO_BREAK } from '../quantities.ts';
import { SPORT_NAMES } from '../sport-names.ts';

/** Shows the best workout of the month, and why it is the best. */
export const BestWorkoutSection = ({ best, units }: { best: BestWorkout; units: Units }) => (
  <section class="card best" aria-labelledby="best">
    <h2 id="best">Workout of the month</h2>
    <p class="best-title">
      {SPORT_NAMES[best.sport]}
      <span class="quiet"> on {dayAndMonth(best.localDate)}</span>
    </p>
    <ul class="facts">
      {factsOf(best, units).map((fact) => (
        <li>{fact}</li>
      ))}
    </ul>
  </section>
);

export const factsOf = (best: BestWorkout, units: Units): string[] => [
  ...(best.distanceMeters ? [inWords(distance(best.distanceMeters, units))] : []),
  hoursAndMinutes(best.movingSeconds),
  ...(best.energyKcal ? [inWords(kilocalories(best.energyKcal))] : []),
  ...(best.recordsBroken > 0 ? [`${counted(best.recordsBroken, 'record')}${NO_BREAK}broken`] : []),
];
