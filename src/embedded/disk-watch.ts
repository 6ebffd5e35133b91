import { statfs } from 'node:fs/promises';

const LOOK_MS = 2000;
/** PostgreSQL adds to its log 16 MiB at a time. */
const SCARCE_BYTES = 64 * 1024 * 1024;
/** Told once more only after there was clearly more. */
const ENOUGH_BYTES = 2 * SCARCE_BYTES;

/** Says when the disk of the data folder is full: PostgreSQL then takes no saves, and nothing else would name the cause. */
export function watchDisk(dataDir: string, log: (line: string) => void, signal: AbortSignal): void {
  let isScarce = false;
  const look = async (): Promise<void> => {
    const { bavail, bsize } = await statfs(dataDir);
    const free = bavail * bsize;
    if (!isScarce && free < SCARCE_BYTES) {
      isScarce = true;
      const left = Math.floor(free / 2 ** 20);
      log(
        `The disk of ${dataDir} is full: no space left on the device but ${left} MiB. Saves may be answered 503 until ` +
          'there is more; what was answered 202 is safe, and goes on then.',
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
