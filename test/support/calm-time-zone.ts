import { localDateOf } from '../../src/domain/local-time.ts';

const HOUR_MS = 3_600_000;

/**
 * Returns a time zone in which today began at least 7 h ago and lasts at least another hour. There, no day, week or
 * month ends during a test, and a workout of the last hours is of today.
 */
export function calmTimeZone(): string {
  const now = Date.now();
  const dateAt = (timeZone: string, instantMs: number): string =>
    localDateOf(new Date(instantMs).toISOString(), timeZone);
  const zone = ['UTC', 'Pacific/Honolulu'].find(
    (timeZone) => dateAt(timeZone, now - 7 * HOUR_MS) === dateAt(timeZone, now + HOUR_MS),
  );
  return zone!;
}
