import type { Transaction } from '../../db/pool.ts';
import { acceptUpload } from '../../db/imports/uploads.ts';
import type { Entry } from './entry.ts';
import { refusedFor, type Verdict } from './verdict.ts';

/** Keeps the files of a page as uploads of their own, which are read one after the other. */
export async function acceptFiles(
  tx: Transaction,
  owner: { appId: string; athleteUuid: string; importId: string },
  page: readonly Entry<Uint8Array>[],
): Promise<Verdict[]> {
  const verdicts: Verdict[] = [];
  for (const { content, fileName, problem } of page) {
    verdicts.push(content ? await acceptFile(tx, { ...owner, content, fileName }) : refusedFor(problem!));
  }
  return verdicts;
}

async function acceptFile(
  tx: Transaction,
  {
    fileName,
    ...upload
  }: {
    appId: string;
    athleteUuid: string;
    importId: string;
    content: Uint8Array;
    fileName: string | undefined;
  },
): Promise<Verdict> {
  const { isNew } = await acceptUpload(tx, {
    ...upload,
    priority: 'bulk',
    ...(fileName === undefined ? {} : { fileName }),
  });
  return { kind: isNew ? 'accepted' : 'duplicate' };
}
