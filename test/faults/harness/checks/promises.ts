import type { Answered, HistoryLine, AppRequest } from '../history.ts';

/** A request with all its responses. */
export interface AnsweredRequest extends AppRequest {
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
  /** The requests that made each revision. */
  madeBy: Map<number, AnsweredRequest[]>;
}

export interface Promises {
  requests: AnsweredRequest[];
  /** Acknowledged requests whose athletes are not erased. */
  standing: AnsweredRequest[];
  workouts: Map<string, PromisedWorkout>;
  uploadIds: Set<string>;
  /** The app's own ids. */
  erasedAthletes: Set<string>;
}

/** Folds a history into what the service has promised with its answers, and nothing that it has not. */
export function promisesOf(lines: readonly HistoryLine[]): Promises {
  const requests = new Map<number, AnsweredRequest>();
  for (const line of lines) {
    if (line.line === 'asked') {
      const { line: _, at, ...request } = line;
      if (!requests.has(request.operation))
        requests.set(request.operation, { ...request, askedAt: at, answers: [] });
    } else if (line.operation !== undefined) {
      const request = requests.get(line.operation)!;
      request.answers.push(line);
      if (line.outcome !== 'unknown') request.verdict ??= line;
    }
  }
  const answered = [...requests.values()];
  const granted = answered.filter((request) => request.verdict?.outcome === 'ok' || isErasedBefore(request));
  const erasedAthletes = new Set(
    granted.filter(({ kind }) => kind === 'erase').map(({ athleteId }) => athleteId),
  );
  const standing = granted.filter(({ athleteId }) => !erasedAthletes.has(athleteId));
  return {
    requests: answered,
    standing,
    workouts: promisedWorkouts(standing),
    uploadIds: new Set(
      standing.filter(({ kind }) => kind === 'upload').map((request) => request.verdict!.id!),
    ),
    erasedAthletes,
  };
}

/** An erasure whose answer was lost: its repetition finds nobody. */
export const isErasedBefore = ({ kind, verdict, answers }: AnsweredRequest): boolean =>
  kind === 'erase' && verdict?.status === 404 && answers.length > 1;

function promisedWorkouts(granted: readonly AnsweredRequest[]): Map<string, PromisedWorkout> {
  const workouts = new Map<string, PromisedWorkout>();
  for (const request of granted.filter(({ kind }) => kind === 'save')) {
    const { id, revision } = request.verdict!;
    const known = workouts.get(id!);
    if (known) known.madeBy.get(1)!.push(request);
    else {
      workouts.set(id!, {
        id: id!,
        athleteId: request.athleteId,
        revision: revision!,
        deleted: false,
        facts: request.body!,
        madeBy: new Map([[1, [request]]]),
      });
    }
  }
  const revisions = granted.filter(({ kind }) => kind === 'edit' || kind === 'delete');
  for (const request of revisions.sort((a, b) => a.verdict!.revision! - b.verdict!.revision!)) {
    const { id, revision } = request.verdict!;
    const workout = workouts.get(id!);
    if (!workout) continue;
    workout.madeBy.set(revision!, [...(workout.madeBy.get(revision!) ?? []), request]);
    workout.revision = Math.max(workout.revision, revision!);
    workout.deleted ||= request.kind === 'delete';
    workout.facts = { ...workout.facts, ...request.body };
  }
  return workouts;
}
