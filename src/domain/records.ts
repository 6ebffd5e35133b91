import { inOrderOfEnd, type CountedWorkout } from './counted-workout.ts';
import type { PersonalRecord } from './personal-record.ts';
import { averageSpeed } from './speed.ts';

export { RECORD_KINDS, type PersonalRecord } from './personal-record.ts';

/** A mean speed over a shorter distance reflects a sprint, or GPS errors. */
const SPEED_RECORD_LEAST_METERS = 1000;

/** Returns the records of a history that were not broken later. */
export function standingRecords(history: readonly PersonalRecord[]): PersonalRecord[] {
  const standing = new Map<string, PersonalRecord>();
  for (const record of history) {
    const key = recordKeyOf(record);
    standing.delete(key);
    standing.set(key, record);
  }
  return [...standing.values()];
}

/**
 * Returns every record ever set, in the order of the workouts' ends, with the value that it broke (null for the first
 * of its kind). An equal value breaks nothing. Linear in workouts and efforts.
 */
export function recordHistoryOf(workouts: readonly CountedWorkout[]): PersonalRecord[] {
  const best = new Map<string, Map<PersonalRecord['kind'] | number, number>>();
  const history: PersonalRecord[] = [];
  for (const workout of inOrderOfEnd(workouts)) {
    const { sport, workoutId, efforts, distanceMeters } = workout;
    let ofSport = best.get(sport);
    if (!ofSport) best.set(sport, (ofSport = new Map()));

    const compare = (
      kind: PersonalRecord['kind'],
      unit: PersonalRecord['unit'],
      value: number | null,
      distance: number | null = null,
    ): void => {
      if (!value) return;
      const previousValue = ofSport.get(distance ?? kind) ?? null;
      if (previousValue !== null && !(kind === 'best_effort' ? value < previousValue : value > previousValue))
        return;
      ofSport.set(distance ?? kind, value);
      const achievedAt = new Date(workout.endedAtMs).toISOString();
      history.push({
        sport,
        kind,
        distanceMeters: distance,
        value,
        unit,
        workoutId,
        achievedAt,
        previousValue,
      });
    };

    for (const effort of efforts) compare('best_effort', 's', effort.durationSeconds, effort.distanceMeters);
    compare('longest_distance', 'm', distanceMeters);
    compare('longest_duration', 's', workout.durationSeconds);
    compare('most_elevation', 'm', workout.elevationGainMeters);
    if ((distanceMeters ?? 0) >= SPEED_RECORD_LEAST_METERS)
      compare('highest_average_speed', 'm/s', averageSpeed(workout));
    compare('most_energy', 'kcal', workout.grossKcal);
  }
  return history;
}

/** Returns a stable name of a record: `run/best-effort-5000`, `ride/longest-distance`. */
export const recordKeyOf = ({
  sport,
  kind,
  distanceMeters,
}: Pick<PersonalRecord, 'sport' | 'kind' | 'distanceMeters'>) =>
  `${sport}/${kind.replaceAll('_', '-')}${distanceMeters === null ? '' : `-${distanceMeters}`}`;
