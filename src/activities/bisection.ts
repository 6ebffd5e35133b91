/** Part of a step's list, by positions in it. */
export type Part = readonly number[];

/**
 * State of the bisection of a list. It is the result of one activity and the input of the next, so it holds positions
 * only.
 */
export interface Progress {
  /** Parts that are left, in order. */
  parts: readonly Part[];
  /** Workouts that failed when the step ran for them alone. */
  failed: readonly number[];
  isBisecting: boolean;
  /** Whether the step succeeded for a part. If so, failures are caused by workouts, not by the database. */
  hasSucceeded: boolean;
  /** Parts in a row that timed out before any part succeeded. */
  postponed: number;
  /** Whether the workouts that failed are being tried again, one by one. */
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

/** Removes the first part, which succeeded. */
export const withDone = (progress: Progress): Progress => ({
  ...withoutFirst(progress),
  hasSucceeded: true,
  postponed: 0,
});

/** Removes the first part, which has left the list. */
export const withoutFirst = (progress: Progress): Progress => ({
  ...progress,
  parts: progress.parts.slice(1),
});

/** Moves the first part behind the others. */
export const withPostponed = (progress: Progress): Progress => ({
  ...progress,
  parts: [...progress.parts.slice(1), ...progress.parts.slice(0, 1)],
  postponed: progress.postponed + 1,
});

/** Splits the first part, which failed, or records its only workout as failed. */
export function withFailure(progress: Progress): Progress {
  const [first, ...others] = progress.parts as [Part, ...Part[]];
  const next = { ...progress, isBisecting: true };
  if (first.length === 1) return { ...next, parts: others, failed: [...progress.failed, ...first] };
  const half = Math.ceil(first.length / 2);
  return { ...next, parts: [first.slice(0, half), first.slice(half), ...others] };
}

/**
 * Starts the second pass when the first one is complete. A workout fails together with a culprit whose history it
 * shares, until the culprit is excluded. In the second pass each culprit is.
 */
export function withSecondPass(progress: Progress): Progress {
  const isNeeded = progress.parts.length === 0 && progress.failed.length > 0 && !progress.isSecondPass;
  if (!isNeeded) return progress;
  return { ...progress, isSecondPass: true, failed: [], parts: progress.failed.map((at) => [at]) };
}

export const isDone = ({ parts, failed, isSecondPass }: Progress): boolean =>
  parts.length === 0 && (failed.length === 0 || isSecondPass);
