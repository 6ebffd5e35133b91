import { evaluateRules, type Award } from './achievements/index.ts';
import type { CountedWorkout } from './counted-workout.ts';
import { recordHistoryOf, standingRecords, type PersonalRecord } from './records.ts';

/** The counted workouts of one athlete. */
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

/** Returns these athletes' awards, progress and records, computed from their counted workouts. */
export function standingsOf(histories: readonly History[]) {
  const standings = histories.filter(({ workouts }) => workouts.length > 0).map(standingOf);
  return {
    awards: standings.flatMap((standing) => standing.awards),
    progress: standings.flatMap((standing) => standing.progress),
    records: standings.flatMap((standing) => standing.records),
  };
}

function standingOf({ athleteUuid, workouts }: History) {
  const recordHistory = recordHistoryOf(workouts);
  const { awards, progress } = evaluateRules(workouts, recordHistory);
  return {
    awards: awards.map((award): AthleteAward => ({ athleteUuid, ...award })),
    progress: progress().map(({ achievementId, value, target }): AthleteProgress => ({
      athleteUuid,
      achievementId,
      value,
      target,
    })),
    records: standingRecords(recordHistory).map((record): AthleteRecord => ({ athleteUuid, ...record })),
  };
}
