import { randomUUID } from 'node:crypto';
import { open, unlink, writeFile, type FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

/**
 * Writes chunks to a file on disk: a zip is read from its end. The file has no name, so that nothing is left of it,
 * however the process ends. The caller closes it.
 */
export async function spool(chunks: AsyncIterable<Uint8Array>): Promise<FileHandle> {
  const name = path.join(tmpdir(), `afterburn-import-${randomUUID()}`);
  const file = await open(name, 'wx+', 0o600);
  try {
    await unlink(name);
    await writeFile(file, chunks);
    return file;
  } catch (error) {
    await file.close();
    throw error;
  }
}
