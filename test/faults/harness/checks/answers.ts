import type { Answered, HistoryLine } from '../history.ts';
import type { CheckedSystem } from '../system.ts';
import { isErasedBefore, type Promises, type AnsweredRequest } from './promises.ts';

export interface Window {
  from: number;
  to: number;
}

export interface AnswerRules {
  /** While PostgreSQL is away a 503 is right. */
  databaseAway: readonly Window[];
  /** While the API itself is away there may be no answer. */
  apiAway: readonly Window[];
}

/** A request that waited out the absence is answered a moment after its end. */
const AFTERWARDS_MS = 3000;

/** 6: the codes, also of those answers that were repeated until they were good. */
export function checkAnswers(
  { findings }: CheckedSystem,
  lines: readonly HistoryLine[],
  promises: Promises,
  rules: AnswerRules,
): void {
  const erasedBefore = new Set(promises.requests.filter(isErasedBefore).map(({ operation }) => operation));
  for (const line of lines) {
    if (line.line === 'asked') continue;
    if (line.kind === 'erase' && line.status === 404 && erasedBefore.has(line.operation!)) continue;
    const wrong = wrongIn(line, rules);
    if (wrong) findings.add('http', `${line.kind} ${line.operation ?? line.id ?? ''}: ${wrong}`);
  }
  const wrong = promises.requests.flatMap((request) => wrongWith(request, promises) ?? []);
  for (const sentence of wrong) findings.add('http', sentence);
}

function wrongIn(
  { kind, at, milliseconds, status, error, retryAfter, problem }: Answered,
  rules: AnswerRules,
) {
  const during = (windows: readonly Window[], afterwards = 0): boolean =>
    windows.some(({ from, to }) => at >= from && at - milliseconds <= to + afterwards);
  if (status === undefined) return during(rules.apiAway) ? undefined : `no answer (${error})`;
  if (status === 503 && !during(rules.databaseAway, AFTERWARDS_MS)) return '503 while PostgreSQL was there';
  if (status === 503) return retryAfter ? undefined : '503 without Retry-After';
  if (status >= 500) return `${status}`;
  if (kind === 'read' && status !== 200) return `${status} for what was acknowledged`;
  const isRefusal = status >= 400 && !REFUSALS.has(problem ?? '');
  return isRefusal ? `${status} ${problem ?? 'without a problem'}` : undefined;
}

/** What a load may be refused for: it makes duplicates by chance, and races on purpose. */
const REFUSALS = new Set(['/problems/duplicate-workout', '/problems/precondition-failed']);

function wrongWith(request: AnsweredRequest, { workouts }: Promises): string | undefined {
  const { kind, key, verdict, workoutId, ifMatch, answers } = request;
  if (!verdict) return `nobody knows what became of ${kind} ${key} after ${answers.length} tries`;
  if (verdict.problem !== '/problems/precondition-failed') return undefined;
  // Stale by whom? Somebody must have been promised the revision that stood in the way.
  const next = workouts.get(workoutId!)?.madeBy.get(ifMatch! + 1) ?? [];
  return next.length > 0
    ? undefined
    : `${kind} ${key} was called stale, and nobody else had changed the workout`;
}
