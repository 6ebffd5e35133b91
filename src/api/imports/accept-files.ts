import type { FileLabels } from '../../domain/recording.ts';
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
    verdicts.push(
      content ? await acceptFile(tx, { ...owner, content, fileName, labels }) : refusedFor(problem!),
    );
  }
  return verdicts;
}

async function acceptFile(
  tx: Transaction,
  {
    fileName,
    labels,
    ...upload
  }: {
    appId: string;
    athleteUuid: string;
    importId: string;
    content: Uint8Array;
    fileName: string | undefined;
    labels: FileLabels | undefined;
  },
): Promise<Verdict> {
  const { isNew } = await acceptUpload(tx, {
    ...upload,
    priority: 'bulk',
    ...(fileName === undefined ? {} : { fileName }),
    ...(labels === undefined ? {} : { labels }),
  });
  return { kind: isNew ? 'accepted' : 'duplicate' };
}
