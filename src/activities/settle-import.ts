import { heartbeat } from '@temporalio/activity';
import { findImportProgress } from '../db/imports/import-reads.ts';
import { settleNextPage } from '../db/imports/import-settling.ts';
import { withTransaction } from '../db/pool.ts';
import type { ActivityDependencies } from './dependencies.ts';

export interface ImportState {
  /** Lines or files. */
  total: number;
  /** Of those that were accepted. */
  processed: number;
  unfinished: number;
  /** Whether the import has its end, and its athletes are told. */
  settled: boolean;
}

/** Looks how far an import is; when nothing in it is unfinished any more, tells its athletes and gives it its end. */
export const createSettleImport =
  ({ pool }: Pick<ActivityDependencies, 'pool'>) =>
  async ({ importId }: { importId: string }): Promise<ImportState> => {
    const progress = await findImportProgress(pool, importId);
    // Gone with its athlete.
    if (!progress) return { total: 0, processed: 0, unfinished: 0, settled: true };
    const { total, accepted, unfinished } = progress;
    const state = { total, processed: accepted - unfinished, unfinished };
    if (unfinished > 0) return { ...state, settled: false };
    while (!(await withTransaction(pool, (tx) => settleNextPage(tx, importId)))) heartbeat();
    return { ...state, settled: true };
  };
