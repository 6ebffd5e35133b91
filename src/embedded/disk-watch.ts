import { statfs } from 'node:fs/promises';

const LOOK_MS = 2000;
/** PostgreSQL extends its log by 16 MiB at a time. */
const SCARCE_BYTES = 64 * 1024 * 1024;
/** After a report, the next one comes only if this much was free in between. */
const ENOUGH_BYTES = 2 * SCARCE_BYTES;

/**
 * Reports when the disk of the data folder is full: PostgreSQL then refuses saves, and no other message names the
 * cause.
 */
export function watchDisk(dataDir: string, log: (line: string) => void, signal: AbortSignal): void {
  let isScarce = false;
  const look = async (): Promise<void> => {
    const { bavail, bsize } = await statfs(dataDir);
    const free = bavail * bsize;
    if (!isScarce && free < SCARCE_BYTES) {
      isScarce = true;
      const left = Math.floor(free / 2 ** 20);
      log(
        `The disk of ${dataDir} is full: no space left (${left} MiB). Saves may be answered 503 until ` +
          'there is more space. Accepted work is safe and continues then.',
      );
    } else if (isScarce && free >= ENOUGH_BYTES) {
      isScarce = false;
      log(`The disk of ${dataDir} has space again.`);
    }
  };
  const lookQuietly = (): void => void look().catch((error: unknown) => log(`${dataDir}: ${String(error)}`));
  lookQuietly();
  const timer = setInterval(lookQuietly, LOOK_MS);
  timer.unref();
  signal.addEventListener('abort', () => clearInterval(timer), { once: true });
}
