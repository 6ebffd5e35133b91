import { acceptWorkouts, type SaveOutcome } from '../../db/accept/acceptance.ts';
import { insertNewWorkouts, toCandidate, type Save } from '../../db/accept/insert-workouts.ts';
import { DatabaseUnavailable } from '../../domain/errors.ts';
import { groupBy } from '../../domain/group-by.ts';
import type { DatabaseAccess } from '../database-access.ts';
import { within } from '../within.ts';

const MOST_IN_A_GROUP = 200;
/** This many saves are a group of their own while another one of the app is under way. Fewer wait for its end. */
const ENOUGH_FOR_A_SECOND = 16;
/** An older group no longer delays others: it is blocked. */
const USUAL_MS = 200;
/** Lock timeout of a group; the blocked save then waits by itself. */
const LOCK_WAIT_MS = 100;
/** Response timeout of a group; its saves then use the general transaction, which is held for 5 s in all. */
const ANSWER_WAIT_MS = 1500;
/** The number that may be held while PostgreSQL is down. */
const MOST_WAITING = 2000;

interface WaitingSave {
  save: Save;
  since: number;
  resolve: (outcome: SaveOutcome) => void;
  reject: (error: unknown) => void;
}

/**
 * Creates the group commit. A single save is sent at once. Under load, all saves of an app that arrive during one commit
 * share the next one, and its flush. Saves that are not new, and all saves of a group that failed, go through the general
 * transaction, each by itself: an invalid one affects no other.
 */
export function createGroupCommit(database: DatabaseAccess) {
  const waiting = new Map<string, WaitingSave[]>();
  /** The number of groups under way, by app. */
  const underWay = new Map<string, number>();
  let count = 0;

  function sendNext(appId: string): void {
    const saves = waiting.get(appId);
    const groups = underWay.get(appId) ?? 0;
    if (!saves || groups >= (saves.length < ENOUGH_FOR_A_SECOND ? 1 : 2)) return;
    const group = saves.splice(0, MOST_IN_A_GROUP);
    if (saves.length === 0) waiting.delete(appId);
    count -= group.length;
    underWay.set(appId, groups + 1);
    void within(USUAL_MS, commit(appId, group)).finally(() => {
      const left = underWay.get(appId)! - 1;
      if (left > 0) underWay.set(appId, left);
      else underWay.delete(appId);
      sendNext(appId);
    });
  }

  async function commit(appId: string, group: WaitingSave[]): Promise<void> {
    const others = groupBy(await commitNew(appId, group), ({ save }) => save.submission.athleteId);
    // Saves of one athlete keep their order, so that the first of two equal ones is accepted.
    const inOrder = async (saves: readonly WaitingSave[]): Promise<void> => {
      for (const waitingSave of saves) await commitAlone(appId, waitingSave);
    };
    await Promise.all([...others.values()].map(inOrder));
  }

  /** @returns the saves that are not new; all of them if the group failed */
  async function commitNew(appId: string, group: WaitingSave[]): Promise<WaitingSave[]> {
    try {
      const candidates = group.map(({ save }) => toCandidate(appId, save));
      const inserted = await database.tryStatement((db) =>
        insertNewWorkouts(db, {
          appId,
          candidates,
          priority: 'interactive',
          lockTimeoutMs: LOCK_WAIT_MS,
          answerTimeoutMs: ANSWER_WAIT_MS,
        }),
      );
      return group.filter(({ resolve }, index) => {
        const { workoutId } = candidates[index]!;
        const isNew = inserted.has(workoutId);
        if (isNew) resolve({ kind: 'accepted', workoutId, revision: 1 });
        return !isNew;
      });
    } catch {
      // The general transaction of each save finds its outcome.
      return group;
    }
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
    /** @throws DatabaseUnavailable, or the error of this save */
    accept(appId: string, save: Save): Promise<SaveOutcome> {
      const outcome = enqueue(appId, save);
      sendNext(appId);
      return outcome;
    },
    /**
     * Accepts the saves of one request, each by itself, in order.
     * @throws the first save's error; others may have been committed
     */
    acceptAll(appId: string, saves: Save[]): Promise<SaveOutcome[]> {
      const outcomes = Promise.all(saves.map((save) => enqueue(appId, save)));
      sendNext(appId);
      return outcomes;
    },
  };
}

export type GroupCommit = ReturnType<typeof createGroupCommit>;
