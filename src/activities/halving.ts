import type { StepResult } from './step-contract.ts';

/** A part of a step's list, by positions: the end is not part of it. */
export type Part = readonly [from: number, to: number];

/**
 * How far a list is, once it could not be done as a whole. Small, since a heartbeat carries it from one attempt to the
 * next: each attempt has 10 s, and a workout that hangs costs it most of them.
 */
export interface Halving {
  /** In their order; done parts are gone. */
  parts: readonly Part[];
  /** Positions at which the step failed, alone. */
  failed: readonly number[];
  /** Those that failed get a second chance, now that all of them are set aside. */
  isSecondChance: boolean;
  succeeded: number;
  superseded: number;
  upToDate: number;
}

export const sizeOf = ([from, to]: Part): number => to - from;

export const wholeList = (length: number, upToDate: number): Halving => ({
  parts: [[0, length]],
  failed: [],
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
  const [from, to] = first;
  if (sizeOf(first) === 1) return { ...halving, parts: others, failed: [...halving.failed, from] };
  const middle = from + Math.ceil(sizeOf(first) / 2);
  return { ...halving, parts: [[from, middle], [middle, to], ...others] };
}

/**
 * A workout fails along with a poisonous one of its athlete, whose history both share, until that one is set aside. So
 * those that failed in a list are tried once more, one by one, now that all of them are.
 */
export function withSecondChance(halving: Halving): Halving {
  const isNeeded = halving.parts.length === 0 && halving.failed.length > 1 && !halving.isSecondChance;
  if (!isNeeded) return halving;
  return { ...halving, isSecondChance: true, failed: [], parts: halving.failed.map((at) => [at, at + 1]) };
}
