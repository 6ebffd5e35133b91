/** A part of a step's list, by positions. */
export type Part = readonly number[];

/** How far a list is: the result of one activity and the input of the next one, so it holds positions only. */
export interface Progress {
  /** What is left, in order. */
  parts: readonly Part[];
  /** Workouts at which the step failed alone. */
  failed: readonly number[];
  isBisecting: boolean;
  /** The step succeeded for a part: what fails is the workouts' fault rather than the database's. */
  hasSucceeded: boolean;
  /** How many parts in a row ran out of time before any part succeeded. */
  postponed: number;
  /** The workouts that failed are tried again, one by one. */
  isSecondPass: boolean;
}

export const progressOf = (parts: readonly Part[]): Progress => ({
  parts,
  failed: [],
  isBisecting: false,
  hasSucceeded: false,
  postponed: 0,
  isSecondPass: false,
});

/** The first part is done. */
export const withDone = (progress: Progress): Progress => ({
  ...withoutFirst(progress),
  hasSucceeded: true,
  postponed: 0,
});

/** The first part left the list. */
export const withoutFirst = (progress: Progress): Progress => ({
  ...progress,
  parts: progress.parts.slice(1),
});

/** The first part is tried again after the others. */
export const withPostponed = (progress: Progress): Progress => ({
  ...progress,
  parts: [...progress.parts.slice(1), ...progress.parts.slice(0, 1)],
  postponed: progress.postponed + 1,
});

/** The first part failed: it becomes two halves, or its one workout is the culprit. */
export function withFailure(progress: Progress): Progress {
  const [first, ...others] = progress.parts as [Part, ...Part[]];
  const next = { ...progress, isBisecting: true };
  if (first.length === 1) return { ...next, parts: others, failed: [...progress.failed, ...first] };
  const half = Math.ceil(first.length / 2);
  return { ...next, parts: [first.slice(0, half), first.slice(half), ...others] };
}

/**
 * Starts the second pass at the end of the first one. A workout fails along with a culprit of its athlete, whose history
 * both share, until the culprit is set aside. By now each of them is.
 */
export function withSecondPass(progress: Progress): Progress {
  const isNeeded = progress.parts.length === 0 && progress.failed.length > 0 && !progress.isSecondPass;
  if (!isNeeded) return progress;
  return { ...progress, isSecondPass: true, failed: [], parts: progress.failed.map((at) => [at]) };
}

export const isDone = ({ parts, failed, isSecondPass }: Progress): boolean =>
  parts.length === 0 && (failed.length === 0 || isSecondPass);
