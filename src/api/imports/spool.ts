import { randomUUID } from 'node:crypto';
import { open, unlink, writeFile, type FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

/**
 * Keeps a body on disk for as long as `use` takes: a zip is read from its end. The file has no name while it is in use,
 * so that nothing is left of it, however the process ends.
 */
export async function withSpooled<T>(
  chunks: AsyncIterable<Uint8Array>,
  use: (file: FileHandle) => Promise<T>,
): Promise<T> {
  const name = path.join(tmpdir(), `afterburn-import-${randomUUID()}`);
  const file = await open(name, 'wx+', 0o600);
  try {
    await unlink(name);
    await writeFile(file, chunks);
    return await use(file);
  } finally {
    await file.close();
  }
}
