import { continueAsNew, proxyActivities, setCurrentDetails, sleep } from '@temporalio/workflow';
import type { Activities } from '../activities/index.ts';
import type { ImportState } from '../activities/settle-import.ts';
import { longRunning } from './activity-profiles.ts';

const { settleImport } = proxyActivities<Pick<Activities, 'settleImport'>>({
  ...longRunning,
  summary: 'Check the import, and notify its athletes once it is done',
});

/** A history of 300 checks is still short to read and to replay. */
const LOOKS_PER_RUN = 300;

/** Follows an import after the 202, until all of its workouts are processed. */
export async function ProcessImport({
  importId,
}: {
  importId: string;
}): Promise<Pick<ImportState, 'total' | 'processed'> & { importId: string }> {
  for (let look = 1; look <= LOOKS_PER_RUN; look += 1) {
    const state = await settleImport({ importId });
    setCurrentDetails(describe(state));
    if (state.settled) return { importId, total: state.total, processed: state.processed };
    await sleep(pauseBefore(state));
  }
  return continueAsNew<typeof ProcessImport>({ importId });
}

const SHORTEST_SECONDS = 1;
const LONGEST_SECONDS = 30;
/** Upper bound for workouts processed in a second: an earlier check would find nothing new. */
const WORKOUTS_PER_SECOND = 2000;

const pauseBefore = ({ unfinished }: ImportState): string => {
  const seconds = Math.ceil(unfinished / WORKOUTS_PER_SECOND);
  return `${Math.min(LONGEST_SECONDS, Math.max(SHORTEST_SECONDS, seconds))} s`;
};

const describe = ({ processed, unfinished }: ImportState): string =>
  `${grouped(processed)} of ${grouped(processed + unfinished)} processed`;

/** Formats 8000 as 8,000. */
const grouped = (count: number): string => String(count).replace(/\B(?=(\d{3})+$)/g, ',');
