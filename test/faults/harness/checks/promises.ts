import type { Answered, HistoryLine, Wish } from '../history.ts';

/** A wish with all the answers that it ever got. */
export interface Told extends Wish {
  askedAt: number;
  answers: Answered[];
  /** The first definite answer; absent while nobody knows. */
  verdict?: Answered;
}

/** What a workout must be by what was acknowledged. */
export interface PromisedWorkout {
  id: string;
  athleteId: string;
  revision: number;
  deleted: boolean;
  facts: Readonly<Record<string, unknown>>;
  /** Which wish made which revision. */
  madeBy: Map<number, Told[]>;
}

export interface Promises {
  wishes: Told[];
  /** Wishes that were granted and still stand: their athletes are not erased. */
  standing: Told[];
  workouts: Map<string, PromisedWorkout>;
  uploadIds: Set<string>;
  /** The app's own ids. */
  erasedAthletes: Set<string>;
}

/** Folds a history into what the service has promised with its answers, and nothing that it has not. */
export function promisesOf(lines: readonly HistoryLine[]): Promises {
  const wishes = new Map<number, Told>();
  for (const line of lines) {
    if (line.line === 'asked') {
      const { line: _, at, ...wish } = line;
      if (!wishes.has(wish.operation)) wishes.set(wish.operation, { ...wish, askedAt: at, answers: [] });
    } else if (line.operation !== undefined) {
      const wish = wishes.get(line.operation)!;
      wish.answers.push(line);
      if (line.outcome !== 'unknown') wish.verdict ??= line;
    }
  }
  const told = [...wishes.values()];
  const granted = told.filter((wish) => wish.verdict?.outcome === 'ok' || isErasedBefore(wish));
  const erasedAthletes = new Set(
    granted.filter(({ kind }) => kind === 'erase').map(({ athleteId }) => athleteId),
  );
  const standing = granted.filter(({ athleteId }) => !erasedAthletes.has(athleteId));
  return {
    wishes: told,
    standing,
    workouts: promisedWorkouts(standing),
    uploadIds: new Set(standing.filter(({ kind }) => kind === 'upload').map((wish) => wish.verdict!.id!)),
    erasedAthletes,
  };
}

/** An erasure whose answer was lost: its repetition finds nobody. */
export const isErasedBefore = ({ kind, verdict, answers }: Told): boolean =>
  kind === 'erase' && verdict?.status === 404 && answers.length > 1;

function promisedWorkouts(granted: readonly Told[]): Map<string, PromisedWorkout> {
  const workouts = new Map<string, PromisedWorkout>();
  for (const wish of granted.filter(({ kind }) => kind === 'save')) {
    const { id, revision } = wish.verdict!;
    const known = workouts.get(id!);
    if (known) known.madeBy.get(1)!.push(wish);
    else {
      workouts.set(id!, {
        id: id!,
        athleteId: wish.athleteId,
        revision: revision!,
        deleted: false,
        facts: wish.body!,
        madeBy: new Map([[1, [wish]]]),
      });
    }
  }
  const revisions = granted.filter(({ kind }) => kind === 'edit' || kind === 'delete');
  for (const wish of revisions.sort((a, b) => a.verdict!.revision! - b.verdict!.revision!)) {
    const { id, revision } = wish.verdict!;
    const workout = workouts.get(id!);
    if (!workout) continue;
    workout.madeBy.set(revision!, [...(workout.madeBy.get(revision!) ?? []), wish]);
    workout.revision = Math.max(workout.revision, revision!);
    workout.deleted ||= wish.kind === 'delete';
    workout.facts = { ...workout.facts, ...wish.body };
  }
  return workouts;
}
