import type { StepResult } from './step-contract.ts';

/** A part of a step's list, by positions. */
export type Part = readonly number[];

/**
 * How far a list is. Small, since a heartbeat carries it from one attempt to the next: each attempt has 10 s, and a
 * workout that hangs costs it most of them.
 */
export interface Halving {
  /** In their order; done parts are gone. */
  parts: readonly Part[];
  /** Positions at which the step failed, alone. */
  failed: readonly number[];
  /** Something is wrong with the list: it is no longer done group by group, but searched. */
  isSearched: boolean;
  /** Those that failed get a second chance, now that all of them are set aside. */
  isSecondChance: boolean;
  succeeded: number;
  superseded: number;
  upToDate: number;
}

export const inParts = (parts: readonly Part[], upToDate: number): Halving => ({
  parts,
  failed: [],
  isSearched: false,
  isSecondChance: false,
  succeeded: 0,
  superseded: 0,
  upToDate,
});

/** The first part is done. */
export const withDone = (halving: Halving, { succeeded, superseded }: StepResult): Halving => ({
  ...halving,
  parts: halving.parts.slice(1),
  succeeded: halving.succeeded + succeeded,
  superseded: halving.superseded + superseded,
});

/** Somewhere in the first part is what it cannot be done with: two halves, or the culprit itself. */
export function withPoison(halving: Halving): Halving {
  const [first, ...others] = halving.parts as [Part, ...Part[]];
  const searched = { ...halving, isSearched: true };
  if (first.length === 1) return { ...searched, parts: others, failed: [...halving.failed, ...first] };
  const half = Math.ceil(first.length / 2);
  return { ...searched, parts: [first.slice(0, half), first.slice(half), ...others] };
}

/**
 * A workout fails along with a poisonous one of its athlete, whose history both share, until that one is set aside. So
 * those that failed in a list are tried once more, one by one, now that all of them are.
 */
export function withSecondChance(halving: Halving): Halving {
  const isNeeded = halving.parts.length === 0 && halving.failed.length > 1 && !halving.isSecondChance;
  if (!isNeeded) return halving;
  return { ...halving, isSecondChance: true, failed: [], parts: halving.failed.map((at) => [at]) };
}
