/** Accepted workouts and files that are not processed yet. */
export interface OpenWork {
  accepted(id: string): void;
  done(id: string): void;
  /** Aborted with a message for people when nothing completes for too long. */
  signal: AbortSignal;
  /** Aborts the signal, which ends everything that waits. */
  end(): void;
}

const QUIET_MS = 8_000;
const CHECK_EVERY_MS = 100;

export function createOpenWork(options: { limitMs: number; onQuiet: (sentence: string) => void }): OpenWork {
  const { limitMs, onQuiet } = options;
  const ending = new AbortController();
  const accepted = new Set<string>();
  const done = new Set<string>();
  let movedAt = performance.now();
  let isQuietReported = false;

  const moves = (ids: Set<string>) => (id: string) => {
    if (!ids.has(id)) movedAt = performance.now();
    ids.add(id);
  };
  const timer = setInterval(() => {
    const waiting = [...accepted].filter((id) => !done.has(id)).length;
    const idleMs = waiting === 0 ? 0 : performance.now() - movedAt;
    if (idleMs > limitMs) ending.abort(new Error(farewell(accepted.size, waiting, limitMs)));
    if (idleMs < QUIET_MS || isQuietReported) return;
    isQuietReported = true;
    onQuiet('Nothing moves for the moment. What was accepted is safe, and goes on by itself …');
  }, CHECK_EVERY_MS);

  return {
    accepted: moves(accepted),
    done: moves(done),
    signal: ending.signal,
    end() {
      clearInterval(timer);
      ending.abort();
    },
  };
}

const farewell = (accepted: number, waiting: number, limitMs: number): string =>
  `${accepted} saves were accepted and are safe, ${waiting} of them wait: nothing was processed for ` +
  `${Math.round(limitMs / 1000)} s, so the worker seems to be away. Start the worker ("npm run worker", or all of it ` +
  `with "npm start") and they go on by themselves.`;
