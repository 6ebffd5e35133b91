import { monthOf } from '../calendar.ts';
import { inOrderOfEnd, type CountedWorkout, type Place } from '../counted-workout.ts';
import { groupBy } from '../group-by.ts';
import { recordHistoryOf, recordKeyOf, type PersonalRecord } from '../records.ts';
import type { AchievementProgress, AchievementRule, Award } from './achievement-rule.ts';
import { LONGEST_WORKOUT_SECONDS } from '../workout.ts';
import { createClimber, LADDERS, type LadderClimber, type LadderState } from './ladder.ts';
import { withDay, type DatedWorkout } from './meter.ts';

/** What one pass over an athlete's workouts tells. */
export interface Climbed {
  /** In the order in which they were earned. */
  awards: Award[];
  /** Where each ladder stands, in that month (`yyyy-MM`) or in that of the last active day. */
  progress: (currentMonth?: string) => AchievementProgress[];
  /** What it takes to go on from here, unless nothing has been climbed yet. */
  state: () => ClimbState | undefined;
}

/** Where an athlete's climb was put down, as JSON: a function of the workouts up to there. */
export interface ClimbState {
  /** The last workout that it has taken. */
  place: Place;
  lastDate: string;
  /** In the order of the catalogue's ladders. */
  ladders: LadderState[];
}

/**
 * Takes one athlete's workouts up all ladders, once for awards and progress: twenty years of them take a tenth of a
 * second. It may begin where another climb was put down, with workouts that come after that place.
 * @throws RangeError when a local date is none.
 */
export function climb(
  workouts: readonly CountedWorkout[],
  recordHistory: readonly PersonalRecord[] = recordHistoryOf(workouts),
  from?: ClimbState,
): Climbed {
  const climbers = LADDERS.map((ladder, index) => createClimber(ladder, from?.ladders[index]));
  const brokenRecords = brokenRecordsByWorkout(recordHistory);
  const awards: Award[] = [];
  let lastDate = from?.lastDate ?? '';
  const ordered = inOrderOfEnd(workouts);
  for (const workout of ordered.map(withDay)) {
    for (const climber of climbers) {
      for (const { rule, periodKey } of climber.take(workout)) awards.push(toAward(workout, periodKey, rule));
    }
    for (const record of brokenRecords.get(workout.workoutId) ?? []) {
      awards.push(toAward(workout, breakKeyOf(record), { id: 'record-broken' }));
    }
    if (workout.localDate > lastDate) lastDate = workout.localDate;
  }
  return {
    awards,
    progress: (month = monthOf(lastDate)) => climbers.flatMap(progressIn(month)),
    state: () => {
      const last = ordered.at(-1);
      const place = last ? { endedAt: last.endedAt, workoutId: last.workoutId } : from?.place;
      if (!place) return undefined;
      const fromDay = earliestDayAfter(place);
      return { place, lastDate, ladders: climbers.map((climber) => climber.state(fromDay)) };
    },
  };
}

/** No later workout is of an earlier local day: none is longer than the longest, and clocks differ by a day at most. */
const earliestDayAfter = ({ endedAt }: Place): number =>
  Math.floor((Date.parse(endedAt) / 1000 - LONGEST_WORKOUT_SECONDS) / 86_400) - 2;

const progressIn =
  (month: string) =>
  (climber: LadderClimber): AchievementProgress[] => {
    const { value, next } = climber.standing(month);
    if (next === undefined || next.isSurprise) return [];
    return [{ achievementId: next.id, title: next.title, value: toThousandths(value), target: next.target }];
  };

/** Downwards: 99.9996 km are not shown as the 100 that they are not. */
const toThousandths = (value: number): number => Math.floor(value * 1000 + 1e-6) / 1000;

const toAward = (
  workout: DatedWorkout,
  periodKey: string,
  { id, tier }: Pick<AchievementRule, 'id' | 'tier'>,
): Award => ({
  achievementId: id,
  periodKey,
  ...(tier === undefined ? {} : { tier }),
  workoutId: workout.workoutId,
  earnedAt: workout.endedAt,
});

/** The first record of its kind breaks none. */
const brokenRecordsByWorkout = (history: readonly PersonalRecord[]): Map<string, PersonalRecord[]> =>
  groupBy(
    history.filter(({ previousValue }) => previousValue !== null),
    ({ workoutId }) => workoutId,
  );

/** Names one break for ever, such as `run/best-effort-5000/<workoutId>`. */
const breakKeyOf = (record: PersonalRecord): string => `${recordKeyOf(record)}/${record.workoutId}`;
