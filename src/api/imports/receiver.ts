import { beginPage, endPage, endReceiving, ensureImport, newImportId } from '../../db/imports/imports.ts';
import type { ImportFormat } from '../../db/imports/imports.ts';
import type { Transaction } from '../../db/pool.ts';
import { DomainError, NotFound } from '../../domain/errors.ts';
import type { Semaphore } from '../../process/semaphore.ts';
import type { DatabaseAccess } from '../database-access.ts';
import { MalformedRequest, NotReady, RequestTimeout } from '../http/protocol-errors.ts';
import { problemOfEntry, type Entry } from './entry.ts';
import { commitPages, type PageLimits } from './pages.ts';
import { resultOf, type Verdict } from './verdict.ts';

interface ReceiverDependencies {
  database: DatabaseAccess;
  /** Every page passes it, so that imports leave connections to interactive requests. */
  semaphore: Semaphore;
  isDraining: () => boolean;
}

interface Reception<T> {
  appId: string;
  format: ImportFormat;
  entries: AsyncIterable<Entry<T>>;
  limits: PageLimits;
  /**
   * Finds or creates the athlete of the files, in the transaction of each page. Lines name their athletes themselves.
   */
  findAthlete?(tx: Transaction): Promise<string>;
  accept(
    tx: Transaction,
    owner: { importId: string; athleteUuid: string | null },
    page: readonly Entry<T>[],
  ): Promise<Verdict[]>;
}

/** Receives one import while its body arrives. */
export function createReceiver({ database, semaphore, isDraining }: ReceiverDependencies) {
  const importId = newImportId();
  let begun = false;
  let owner: string | null = null;
  let pages = 0;

  /** Accepts and counts a page in one transaction, once. */
  async function commit<T>(reception: Reception<T>, page: Entry<T>[]): Promise<void> {
    if (isDraining()) throw new NotReady({ postgres: true, temporal: true, draining: true });
    begun = true;
    const number = pages + 1;
    let athleteUuid: string | null = null;
    const bytes = page.reduce((sum, entry) => sum + entry.bytes, 0);
    const write = async (tx: Transaction): Promise<void> => {
      athleteUuid = (await reception.findAthlete?.(tx)) ?? null;
      // The athlete was erased: the rest must not go to a new athlete with the same id.
      if (number > 1 && athleteUuid !== owner) throw new NotFound();
      if (number === 1) await ensureImport(tx, { importId, athleteUuid, ...reception });
      const state = await beginPage(tx, { importId, page: number });
      if (state === 'committed') return;
      // The reconciler ended the import after a long time without a page, because this machine slept or the client
      // stalled.
      if (state === 'ended') throw new RequestTimeout();
      const verdicts = await reception.accept(tx, { importId, athleteUuid }, page);
      await endPage(tx, importId, resultOf(page, verdicts));
    };
    await semaphore(() => database.write(write, { bytes }));
    owner = athleteUuid;
    pages = number;
  }

  return {
    importId,
    /** @throws the error that interrupted the body; pages accepted before it are kept */
    async receive<T>(reception: Reception<T>): Promise<void> {
      const total = await commitPages(reception.entries, reception.limits, (page) => commit(reception, page));
      if (total === 0) throw new MalformedRequest('There is nothing in it to import.');
      await database.write((tx) => endReceiving(tx, { importId }));
    },
    /** Returns whether the import may exist, so that it has to be ended. */
    hasBegun: () => begun,
    /** Ends an import whose body was interrupted. If this fails, the reconciler ends it. */
    async giveUp(reason: unknown): Promise<void> {
      if (!begun) return;
      const known = reason instanceof DomainError ? reason : new MalformedRequest('It broke off.');
      const problem = problemOfEntry(known);
      try {
        await database.write((tx) => endReceiving(tx, { importId, problem }));
      } catch {
        // The reconciler finds it by the missing next page.
      }
    },
  };
}

export type Receiver = ReturnType<typeof createReceiver>;
