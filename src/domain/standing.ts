import { climb, type Award, type ClimbState } from './achievements/index.ts';
import { inOrderOfEnd, type CountedWorkout } from './counted-workout.ts';
import { recordHistoryOf, standingRecords, type PersonalRecord } from './records.ts';

/** Everything that counts of one athlete. */
export interface History {
  athleteUuid: string;
  workouts: CountedWorkout[];
}

/** Where an athlete stood after some workouts, as JSON: enough to go on with the ones that came after. */
export interface StandingState {
  climb: ClimbState;
  records: PersonalRecord[];
}

/** A history from where another one was put down, with the workouts that come after that place. */
export interface ContinuedHistory extends History {
  from?: StandingState | undefined;
  /** Workouts that are still on their way: what they say may yet change, so that no state includes them. */
  underWay?: ReadonlySet<string>;
}

export type AthleteAward = Award & { athleteUuid: string };
export type AthleteRecord = PersonalRecord & { athleteUuid: string };
export interface AthleteProgress {
  athleteUuid: string;
  achievementId: string;
  value: number;
  target: number;
}

/**
 * Where these athletes stand by all that counts of them: their awards, what comes next, their records; nothing for nothing.
 * Of a continued history the awards are those earned since.
 */
export function standingsOf(histories: readonly ContinuedHistory[]) {
  const standings = histories.map(standingOf);
  return {
    awards: standings.flatMap((standing) => standing.awards),
    progress: standings.flatMap((standing) => standing.progress),
    records: standings.flatMap((standing) => standing.records),
    /** Where each athlete's finished workouts end, and how many of them were taken on the way there. */
    states: standings.flatMap((standing) => standing.state ?? []),
  };
}

function standingOf({ athleteUuid, workouts, from, underWay }: ContinuedHistory) {
  const [finished, unfinished] = divide(workouts, underWay);
  const first = ascend(finished, from);
  const state = first.state();
  const last = unfinished.length === 0 ? first : ascend(unfinished, state);
  const isNothing = workouts.length === 0 && from === undefined;
  return {
    awards: (last === first ? first.awards : [...first.awards, ...last.awards]).map(
      (award): AthleteAward => ({ athleteUuid, ...award }),
    ),
    progress: (isNothing ? [] : last.progress()).map(({ achievementId, value, target }): AthleteProgress => ({
      athleteUuid,
      achievementId,
      value,
      target,
    })),
    records: last.records.map((record): AthleteRecord => ({ athleteUuid, ...record })),
    state: state && { athleteUuid, state, taken: finished.length },
  };
}

/** Those before the first that is under way, and the others. */
function divide(workouts: readonly CountedWorkout[], underWay: ReadonlySet<string> = new Set()) {
  const ordered = inOrderOfEnd(workouts);
  const first = ordered.findIndex(({ workoutId }) => underWay.has(workoutId));
  const end = first < 0 ? ordered.length : first;
  return [ordered.slice(0, end), ordered.slice(end)] as const;
}

function ascend(workouts: readonly CountedWorkout[], from?: StandingState) {
  const recordHistory = recordHistoryOf(workouts, from?.records);
  const { awards, progress, state } = climb(workouts, recordHistory, from?.climb);
  const records = standingRecords(recordHistory, from?.records);
  return {
    awards,
    progress,
    records,
    state: (): StandingState | undefined => {
      const climbed = state();
      return climbed && { climb: climbed, records };
    },
  };
}
