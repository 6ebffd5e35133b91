import {
  beginPage,
  endPage,
  endReceiving,
  ensureImport,
  MOST_PROBLEMS,
  newImportId,
} from '../../db/imports/imports.ts';
import type { ImportFormat } from '../../db/imports/imports.ts';
import type { Transaction } from '../../db/pool.ts';
import { DomainError, NotFound } from '../../domain/errors.ts';
import type { DatabaseAccess } from '../database-access.ts';
import { MalformedRequest, NotReady, RequestTimeout } from '../http/protocol-errors.ts';
import { problemOfEntry, type Entry } from './entry.ts';
import type { Gate } from './gate.ts';
import { commitPages, type PageLimits } from './pages.ts';
import { resultOf, type Verdict } from './verdict.ts';

interface ReceiverDependencies {
  database: DatabaseAccess;
  /** Through it goes each page, so that imports leave connections to the requests that somebody waits for. */
  gate: Gate;
  isDraining: () => boolean;
}

interface Reception<T> {
  appId: string;
  format: ImportFormat;
  entries: AsyncIterable<Entry<T>>;
  limits: PageLimits;
  /** Whose files they are, found or made in the transaction of each page. Lines name their athletes themselves. */
  findAthlete?(tx: Transaction): Promise<string>;
  accept(
    tx: Transaction,
    owner: { importId: string; athleteUuid: string | null },
    page: readonly Entry<T>[],
  ): Promise<Verdict[]>;
}

/** One import while its body arrives. */
export function createReceiver({ database, gate, isDraining }: ReceiverDependencies) {
  const importId = newImportId();
  let begun = false;
  let owner: string | null = null;
  let pages = 0;
  let problems = 0;

  /** One transaction: what is accepted and that it is counted, both or neither, and once. */
  async function commit<T>(reception: Reception<T>, page: Entry<T>[]): Promise<void> {
    if (isDraining()) throw new NotReady({ postgres: true, temporal: true, draining: true });
    begun = true;
    const number = pages + 1;
    let athleteUuid: string | null = null;
    let kept = 0;
    const bytes = page.reduce((sum, entry) => sum + entry.bytes, 0);
    const write = async (tx: Transaction): Promise<void> => {
      athleteUuid = (await reception.findAthlete?.(tx)) ?? null;
      // Erased meanwhile: the rest is not a new athlete's of the same id.
      if (number > 1 && athleteUuid !== owner) throw new NotFound();
      if (number === 1) await ensureImport(tx, { importId, athleteUuid, ...reception });
      const state = await beginPage(tx, { importId, page: number });
      if (state === 'committed') return;
      // Given up by somebody who saw no page for long: a machine that slept, or a caller who all but stood still.
      if (state === 'ended') throw new RequestTimeout();
      const verdicts = await reception.accept(tx, { importId, athleteUuid }, page);
      const result = resultOf(page, verdicts);
      const keptProblems = result.problems.slice(0, MOST_PROBLEMS - problems);
      kept = keptProblems.length;
      await endPage(tx, importId, { ...result, problems: keptProblems });
    };
    await gate(() => database.write(write, { bytes }));
    owner = athleteUuid;
    pages = number;
    problems += kept;
  }

  return {
    importId,
    /** @throws whatever the body breaks off with; what was accepted until then stays */
    async receive<T>(reception: Reception<T>): Promise<void> {
      const total = await commitPages(reception.entries, reception.limits, (page) => commit(reception, page));
      if (total === 0) throw new MalformedRequest('There is nothing in it to import.');
      await database.write((tx) => endReceiving(tx, { importId }));
    },
    /** Whether there may be an import, which then has to come to an end. */
    hasBegun: () => begun,
    /** Ends an import whose body broke off. Where that fails, whoever looks for abandoned imports does it. */
    async giveUp(reason: unknown): Promise<void> {
      if (!begun) return;
      const known = reason instanceof DomainError ? reason : new MalformedRequest('It broke off.');
      const problem = problemOfEntry(known);
      try {
        await database.write((tx) => endReceiving(tx, { importId, problem }));
      } catch {
        // Its last page is not followed by another, which is what they look for.
      }
    },
  };
}

export type Receiver = ReturnType<typeof createReceiver>;
