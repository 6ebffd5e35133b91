import type { SaveOutcome } from '../../db/accept/acceptance.ts';
import type { PageResult } from '../../db/imports/imports.ts';
import { refusalOfSave } from '../save/save-outcome.ts';
import { problemOfEntry, type Entry } from './entry.ts';

/** Result of one line or file. */
export interface Verdict {
  kind: 'accepted' | 'duplicate' | 'refused';
  problem?: object;
}

export const refusedFor = (problem: object): Verdict => ({ kind: 'refused', problem });

export function verdictOfSave(outcome: SaveOutcome): Verdict {
  if ('revision' in outcome) return { kind: outcome.kind === 'accepted' ? 'accepted' : 'duplicate' };
  const problem = problemOfEntry(refusalOfSave(outcome));
  return outcome.kind === 'duplicate' ? { kind: 'duplicate', problem } : refusedFor(problem);
}

/** Adds up the results of a page, to advance the import. */
export function resultOf(page: readonly Entry<unknown>[], verdicts: readonly Verdict[]): PageResult {
  const count = (kind: Verdict['kind']) => verdicts.filter((verdict) => verdict.kind === kind).length;
  return {
    total: page.length,
    accepted: count('accepted'),
    duplicates: count('duplicate'),
    refused: count('refused'),
    lastEntry: page.at(-1)!.entry,
    problems: page.flatMap(({ entry, fileName }, index) => {
      const { problem } = verdicts[index]!;
      return problem ? [{ entry, problem, ...(fileName === undefined ? {} : { fileName }) }] : [];
    }),
  };
}
