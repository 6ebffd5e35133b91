import { inOrderOfEnd, type CountedWorkout } from './counted-workout.ts';
import type { PersonalRecord } from './personal-record.ts';
import { averageSpeed } from './speed.ts';

export { RECORD_KINDS, type PersonalRecord } from './personal-record.ts';

/** A mean speed over less than this says more of a sprint, or of a GPS, than of a workout. */
const SPEED_RECORD_LEAST_METERS = 1000;

/** What a workout offers for a record. */
type Candidate = Pick<PersonalRecord, 'kind' | 'distanceMeters' | 'value' | 'unit'>;

/** The records that stand, in the order in which they were set. */
export const recordsOf = (workouts: readonly CountedWorkout[]): PersonalRecord[] =>
  standingRecords(recordHistoryOf(workouts));

/** Those of a history that nobody has broken, after the ones that stood before it. */
export function standingRecords(
  history: readonly PersonalRecord[],
  before: readonly PersonalRecord[] = [],
): PersonalRecord[] {
  const standing = new Map(before.map((record) => [recordKeyOf(record), record]));
  for (const record of history) {
    const key = recordKeyOf(record);
    standing.delete(key);
    standing.set(key, record);
  }
  return [...standing.values()];
}

/**
 * Every record ever set, in the order of the workouts' ends: the first of its kind with no previous value, each later
 * one with the value that it broke. Goes on from the records that stood before, when they are given. An equal value breaks nothing. Linear in workouts and their efforts.
 */
export function recordHistoryOf(
  workouts: readonly CountedWorkout[],
  before: readonly PersonalRecord[] = [],
): PersonalRecord[] {
  const best = new Map(before.map((record) => [bestKeyOf(record.sport, record), record.value]));
  const history: PersonalRecord[] = [];
  for (const workout of inOrderOfEnd(workouts)) {
    const { sport, workoutId, endedAt } = workout;
    for (const candidate of candidatesOf(workout)) {
      const key = bestKeyOf(sport, candidate);
      const previousValue = best.get(key) ?? null;
      if (previousValue !== null && !isBetter(candidate, previousValue)) continue;
      best.set(key, candidate.value);
      history.push({ sport, ...candidate, workoutId, achievedAt: endedAt, previousValue });
    }
  }
  return history;
}

const bestKeyOf = (sport: string, { kind, distanceMeters }: Pick<Candidate, 'kind' | 'distanceMeters'>) =>
  `${sport} ${kind} ${distanceMeters}`;

/** A stable name of what is being competed for: `run/best-effort-5000`, `ride/longest-distance`. */
export const recordKeyOf = ({
  sport,
  kind,
  distanceMeters,
}: Pick<PersonalRecord, 'sport' | 'kind' | 'distanceMeters'>) =>
  `${sport}/${kind.replaceAll('_', '-')}${distanceMeters === null ? '' : `-${distanceMeters}`}`;

function candidatesOf(workout: CountedWorkout): Candidate[] {
  const { distanceMeters, durationSeconds, elevationGainMeters, grossKcal, efforts } = workout;
  const speed = (distanceMeters ?? 0) >= SPEED_RECORD_LEAST_METERS ? averageSpeed(workout) : null;
  const totals: [Candidate['kind'], number | null, Candidate['unit']][] = [
    ['longest_distance', distanceMeters, 'm'],
    ['longest_duration', durationSeconds, 's'],
    ['most_elevation', elevationGainMeters, 'm'],
    ['highest_average_speed', speed, 'm/s'],
    ['most_energy', grossKcal, 'kcal'],
  ];
  return [
    ...efforts.map((effort): Candidate => ({
      kind: 'best_effort',
      distanceMeters: effort.distanceMeters,
      value: effort.durationSeconds,
      unit: 's',
    })),
    ...totals.flatMap(([kind, value, unit]) => (value ? [{ kind, distanceMeters: null, value, unit }] : [])),
  ];
}

const isBetter = ({ kind, value }: Candidate, than: number): boolean =>
  kind === 'best_effort' ? value < than : value > than;
