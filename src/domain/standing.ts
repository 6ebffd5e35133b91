import { climb, type Award } from './achievements/index.ts';
import type { CountedWorkout } from './counted-workout.ts';
import { recordHistoryOf, standingRecords, type PersonalRecord } from './records.ts';

/** Everything that counts of one athlete. */
export interface History {
  athleteUuid: string;
  workouts: CountedWorkout[];
}

export type AthleteAward = Award & { athleteUuid: string };
export type AthleteRecord = PersonalRecord & { athleteUuid: string };
export interface AthleteProgress {
  athleteUuid: string;
  achievementId: string;
  value: number;
  target: number;
}

/** Where these athletes stand by all that counts of them: their awards, what comes next, their records; nothing for nothing. */
export function standingsOf(histories: readonly History[]) {
  const standings = histories.map(({ athleteUuid, workouts }) => {
    const recordHistory = recordHistoryOf(workouts);
    const { awards, progress } = climb(workouts, recordHistory);
    return {
      awards: awards.map((award): AthleteAward => ({ athleteUuid, ...award })),
      progress: (workouts.length === 0 ? [] : progress()).map(
        ({ achievementId, value, target }): AthleteProgress => ({
          athleteUuid,
          achievementId,
          value,
          target,
        }),
      ),
      records: standingRecords(recordHistory).map((record): AthleteRecord => ({ athleteUuid, ...record })),
    };
  });
  return {
    awards: standings.flatMap((standing) => standing.awards),
    progress: standings.flatMap((standing) => standing.progress),
    records: standings.flatMap((standing) => standing.records),
  };
}
