import type { BestWorkout } from '../../domain/report/best-workout.ts';
import { dayAndMonth } from '../calendar-names.ts';
import { counted, hoursAndMinutes, inWords, kilocalories, kilometres } from '../quantities.ts';
import { SPORT_NAMES } from '../sport-names.ts';

/** The workout of the month, and what makes it that. */
export const BestWorkoutSection = ({ best }: { best: BestWorkout }) => (
  <section class="card best" aria-labelledby="best">
    <h2 id="best">Workout of the month</h2>
    <p class="best-title">
      {SPORT_NAMES[best.sport]}
      <span class="quiet"> on {dayAndMonth(best.localDate)}</span>
    </p>
    <ul class="facts">
      {factsOf(best).map((fact) => (
        <li>{fact}</li>
      ))}
    </ul>
  </section>
);

const factsOf = (best: BestWorkout): string[] => [
  ...(best.distanceMeters ? [inWords(kilometres(best.distanceMeters))] : []),
  hoursAndMinutes(best.movingSeconds),
  ...(best.energyKcal ? [inWords(kilocalories(best.energyKcal))] : []),
  ...(best.recordsBroken > 0 ? [`${counted(best.recordsBroken, 'record')} broken`] : []),
];
