import { Temporal } from 'temporal-polyfill';

/** A daily interval on the athlete's clock in which no e-mail is sent. It may span midnight. */
export interface QuietHours {
  /** `HH:mm`, inclusive. */
  from: string;
  /** `HH:mm`, exclusive. Equal to `from`: no time is quiet. */
  to: string;
}

/**
 * Returns when an e-mail may be sent: now, or at the end of the quiet hours in the athlete's time zone. RFC 3339.
 * @throws RangeError when the instant or the zone does not exist
 */
export function endOfQuietHours(
  now: string,
  { quietHours, timeZone }: { quietHours: QuietHours | null; timeZone: string },
): string {
  if (!quietHours || !isQuiet(now, quietHours, timeZone)) return now;
  const local = Temporal.Instant.from(now).toZonedDateTimeISO(timeZone);
  const end = local.withPlainTime(quietHours.to);
  // The first end after now. A time that a clock change skips moves forward with the clock.
  const next = Temporal.ZonedDateTime.compare(end, local) > 0 ? end : end.add({ days: 1 });
  return next.toInstant().toString();
}

function isQuiet(now: string, { from, to }: QuietHours, timeZone: string): boolean {
  const { hour, minute } = Temporal.Instant.from(now).toZonedDateTimeISO(timeZone);
  const two = (value: number) => String(value).padStart(2, '0');
  const time = `${two(hour)}:${two(minute)}`;
  return from <= to ? from <= time && time < to : from <= time || time < to;
}
