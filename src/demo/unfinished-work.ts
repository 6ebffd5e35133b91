import { setTimeout as delay } from 'node:timers/promises';

/** Counts what was handed over and what is done, of workouts and files alike; tells when nothing moves any more. */
export interface UnfinishedWork {
  accepted(id: string): void;
  done(id: string): void;
  isDone(id: string): boolean;
  /**
   * Waits until that is so; looks now and then, for what no event tells of.
   * @throws an Error when nothing got done for too long
   */
  until(condition: () => boolean, looking: Looking): Promise<void>;
}

interface Looking {
  look: () => Promise<void>;
  everyMs: number;
}

interface UnfinishedWorkOptions {
  /** Heard once, when nothing has got done for a while. */
  onQuiet: (sentence: string) => void;
  limitMs: number;
  quietMs?: number;
}

const CHECK_MS = 25;

export function createUnfinishedWork({
  onQuiet,
  limitMs,
  quietMs = 8_000,
}: UnfinishedWorkOptions): UnfinishedWork {
  const acceptedIds = new Set<string>();
  const doneIds = new Set<string>();
  let movedAt = performance.now();
  let toldQuiet = false;

  const unfinished = () => [...acceptedIds].filter((id) => !doneIds.has(id)).length;
  const moves = (ids: Set<string>, id: string): void => {
    if (!ids.has(id)) movedAt = performance.now();
    ids.add(id);
  };

  return {
    accepted: (id) => moves(acceptedIds, id),
    done: (id) => moves(doneIds, id),
    isDone: (id) => doneIds.has(id),
    async until(condition, { look, everyMs }) {
      let lookedAt = performance.now();
      while (!condition()) {
        await delay(CHECK_MS);
        const now = performance.now();
        if (now - movedAt > limitMs) throw new Error(farewell(acceptedIds.size, unfinished(), limitMs));
        if (now - movedAt > quietMs && !toldQuiet) {
          toldQuiet = true;
          onQuiet(
            'Nothing moves for the moment. What was accepted is safe, and goes on when a worker is there …',
          );
        }
        if (now - lookedAt > everyMs) {
          await look();
          lookedAt = performance.now();
        }
      }
    },
  };
}

const farewell = (accepted: number, unfinished: number, limitMs: number): string =>
  `${accepted} saves were accepted and are safe, ${unfinished} of them wait: nothing was processed for ` +
  `${Math.round(limitMs / 1000)} s, so the worker seems to be away. Start the worker ("npm run worker", or all of it ` +
  `with "npm start") and they go on by themselves.`;
