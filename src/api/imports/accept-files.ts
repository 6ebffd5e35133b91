import type { Transaction } from '../../db/pool.ts';
import { acceptUpload } from '../../db/imports/uploads.ts';
import type { Entry } from './entry.ts';
import { refusedFor, type Verdict } from './verdict.ts';

/** Stores the files of a page as uploads, which are read one after the other. */
export async function acceptFiles(
  tx: Transaction,
  owner: { appId: string; athleteUuid: string; importId: string },
  page: readonly Entry<Uint8Array>[],
): Promise<Verdict[]> {
  const verdicts: Verdict[] = [];
  for (const { content, fileName, labels, problem } of page) {
    if (content) {
      const { isNew } = await acceptUpload(tx, { ...owner, content, fileName, labels, priority: 'bulk' });
      verdicts.push({ kind: isNew ? 'accepted' : 'duplicate' });
    } else verdicts.push(refusedFor(problem!));
  }
  return verdicts;
}
