const XSD_DATE_TIME =
  /^\s*(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:[.,](\d{1,9})\d*)?(?:Z|([+-])(\d\d):?(\d\d))?\s*$/i;

/**
 * Returns the milliseconds since 1970 of a GPX or TCX time; NaN if it is invalid. A time without an offset is UTC in
 * both formats; `Date.parse` would use the machine's time zone.
 */
export const parseInstant = (text: string): number => {
  const parts = XSD_DATE_TIME.exec(text);
  if (parts === null) return NaN;
  const [year, month, day, hour, minute, second] = parts.slice(1, 7).map(Number) as Sextuple;
  const fraction = Math.round(Number(`0.${parts[7] ?? '0'}`) * 1000);
  const offsetMinutes =
    parts[8] === undefined ? 0 : (Number(parts[9]) * 60 + Number(parts[10])) * (parts[8] === '-' ? -1 : 1);
  const midnight = Date.UTC(year, month - 1, day);
  const isRealDate = month >= 1 && month <= 12 && new Date(midnight).getUTCDate() === day;
  // A leap second (:60) is the second after it, as in every clock that GPS feeds.
  if (!isRealDate || hour > 23 || minute > 59 || second > 60) return NaN;
  return midnight + ((hour * 60 + minute - offsetMinutes) * 60 + second) * 1000 + fraction;
};

type Sextuple = [number, number, number, number, number, number];

/** Some programs write decimal commas, by the language of the computer. */
const DECIMAL_COMMA = /^[+-]?\d+,\d+$/;

/** Returns the number in an element's text or in an attribute, or NaN where there is none. */
export const parseReading = (text: string | undefined): number => {
  const trimmed = text?.trim() ?? '';
  if (trimmed === '') return NaN;
  return Number(DECIMAL_COMMA.test(trimmed) ? trimmed.replace(',', '.') : trimmed);
};
