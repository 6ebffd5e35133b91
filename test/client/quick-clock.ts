import type { Clock } from '../../packages/client/src/index.ts';

/** A clock on which so many seconds pass in one. */
export function createQuickClock(factor: number): Clock {
  const start = performance.now();
  return {
    now: () => Date.now() + (performance.now() - start) * (factor - 1),
    setTimer(run, milliseconds) {
      const timer = setTimeout(run, milliseconds / factor);
      return () => clearTimeout(timer);
    },
  };
}

/** A clock that stands still but when somebody waits: it then jumps to the end of the wait. It notes the waits. */
export function createJumpingClock() {
  let now = Date.parse('2026-11-20T07:30:00Z');
  const waits: number[] = [];
  const clock: Clock = {
    now: () => now,
    setTimer(run, milliseconds) {
      let isWanted = true;
      // The time limit of a try is cancelled within one tick of the event loop, unless the try hangs.
      setImmediate(() => {
        if (!isWanted) return;
        now += milliseconds;
        waits.push(milliseconds);
        run();
      });
      return () => {
        isWanted = false;
      };
    },
  };
  return { clock, waits };
}
