import { acceptWorkouts, type Save, type SaveOutcome } from '../db/acceptance.ts';
import { isDatabaseAway } from '../db/failure.ts';
import { acceptNewWorkouts } from '../db/new-workouts.ts';
import { DatabaseUnavailable } from '../domain/errors.ts';
import type { DatabaseAccess } from './database-access.ts';

/** Accepts saves; those that arrive while others are being committed share one transaction, and its one flush. */
export interface GroupCommit {
  /** @throws DatabaseUnavailable, or the error of this save alone */
  accept(appId: string, save: Save): Promise<SaveOutcome>;
  /**
   * Accepts the saves of one request, each by itself and in their order.
   * @throws the first save's error; others may have been committed
   */
  acceptAll(appId: string, saves: Save[]): Promise<SaveOutcome[]>;
}

/** While one group waits for its commit to reach the disk, another one is worked on. */
const GROUPS_AT_ONCE = 2;
const MOST_IN_A_GROUP = 200;
/** A group that takes longer no longer keeps others from being sent: something is in its way. */
const USUAL_MS = 500;
/** A lock that a group does not get in this time is waited for by the one save that wants it. */
const LOCK_WAIT_MS = 100;
/** An answer that does not come in this time is waited for on the ordinary way, which is held for 5 s in all. */
const ANSWER_WAIT_MS = 1500;
/** As many as may be held while PostgreSQL is away. */
const MOST_WAITING = 2000;

interface WaitingSave {
  save: Save;
  since: number;
  resolve: (outcome: SaveOutcome) => void;
  reject: (error: unknown) => void;
}

/**
 * Group commit: alone, a save is sent at once; under load a flush to the disk is shared by all that came during the one
 * before. Each is answered after its own commit. When a group fails, each of it goes on alone: a bad one harms no other.
 */
export function createGroupCommit(database: DatabaseAccess): GroupCommit {
  const waiting = new Map<string, WaitingSave[]>();
  let count = 0;
  let underWay = 0;

  function sendNext(): void {
    while (underWay < GROUPS_AT_ONCE) {
      const [next] = waiting;
      if (!next) return;
      const [appId, saves] = next;
      const group = saves.splice(0, MOST_IN_A_GROUP);
      // An app that has more of them waits for its next turn.
      waiting.delete(appId);
      if (saves.length > 0) waiting.set(appId, saves);
      count -= group.length;
      underWay += 1;
      void settledOrLate(commit(appId, group)).finally(() => {
        underWay -= 1;
        sendNext();
      });
    }
  }

  async function commit(appId: string, group: WaitingSave[]): Promise<void> {
    const { others, isAway } = await commitNew(appId, group);
    // Each is held by itself; to try all at once again would only wait for as long again.
    if (isAway || others.length === 1) await commitEachAlone(appId, others);
    else if (others.length > 1) await commitShared(appId, others);
  }

  /** @returns those that are not plainly new, or all when something is in the way, and whether PostgreSQL is away */
  async function commitNew(
    appId: string,
    group: WaitingSave[],
  ): Promise<{ others: WaitingSave[]; isAway: boolean }> {
    const saves = group.map(({ save }) => save);
    try {
      const outcomes = await database.tryStatement((db) =>
        acceptNewWorkouts(db, { appId, saves, lockTimeoutMs: LOCK_WAIT_MS, answerTimeoutMs: ANSWER_WAIT_MS }),
      );
      group.forEach(({ resolve }, index) => outcomes[index] && resolve(outcomes[index]));
      return { others: group.filter((_, index) => !outcomes[index]), isAway: false };
    } catch (error) {
      // What it was is found out on the ordinary way.
      return { others: group, isAway: isDatabaseAway(error) };
    }
  }

  async function commitShared(appId: string, group: WaitingSave[]): Promise<void> {
    const saves = group.map(({ save }) => save);
    try {
      const outcomes = await database.tryWrite(
        (tx) => acceptWorkouts(tx, { appId, saves, priority: 'interactive' }),
        { lockTimeoutMs: LOCK_WAIT_MS },
      );
      group.forEach(({ resolve }, index) => resolve(outcomes[index]!));
    } catch {
      // Why it failed is found out by the one whose fault it is.
      await commitEachAlone(appId, group);
    }
  }

  async function commitEachAlone(appId: string, group: WaitingSave[]): Promise<void> {
    await Promise.all(group.map((waitingSave) => commitAlone(appId, waitingSave)));
  }

  async function commitAlone(appId: string, { save, since, resolve, reject }: WaitingSave): Promise<void> {
    await database
      .write((tx) => acceptWorkouts(tx, { appId, saves: [save], priority: 'interactive' }), { since })
      .then(([outcome]) => resolve(outcome!), reject);
  }

  const enqueue = (appId: string, save: Save): Promise<SaveOutcome> =>
    new Promise((resolve, reject) => {
      if (count >= MOST_WAITING) throw new DatabaseUnavailable();
      const saves = waiting.get(appId) ?? [];
      saves.push({ save, since: performance.now(), resolve, reject });
      waiting.set(appId, saves);
      count += 1;
    });

  return {
    accept(appId, save) {
      const outcome = enqueue(appId, save);
      sendNext();
      return outcome;
    },
    acceptAll(appId, saves) {
      const outcomes = Promise.all(saves.map((save) => enqueue(appId, save)));
      sendNext();
      return outcomes;
    },
  };
}

async function settledOrLate(work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, USUAL_MS);
  });
  await Promise.race([work, late]);
  clearTimeout(timer);
}
