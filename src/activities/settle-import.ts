import { heartbeat } from '@temporalio/activity';
import { findImportProgress } from '../db/imports/import-reads.ts';
import { settleNextPage } from '../db/imports/import-settling.ts';
import { withTransaction } from '../db/pool.ts';
import type { ActivityDependencies } from './dependencies.ts';

export interface ImportState {
  /** Number of lines or files. */
  total: number;
  /** Processed workouts among the accepted ones. */
  processed: number;
  unfinished: number;
  /** Whether the import has ended and its athletes are notified. */
  settled: boolean;
}

/** Counts what is left of an import. Once nothing is unfinished, notifies its athletes and ends it. */
export const createSettleImport =
  ({ pool }: Pick<ActivityDependencies, 'pool'>) =>
  async ({ importId }: { importId: string }): Promise<ImportState> => {
    const progress = await findImportProgress(pool, importId);
    // Erased with its athlete.
    if (!progress) return { total: 0, processed: 0, unfinished: 0, settled: true };
    const { total, accepted, unfinished } = progress;
    const state = { total, processed: accepted - unfinished, unfinished };
    if (unfinished > 0) return { ...state, settled: false };
    while (!(await withTransaction(pool, (tx) => settleNextPage(tx, importId)))) heartbeat();
    return { ...state, settled: true };
  };
