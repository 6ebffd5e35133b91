const MAX_CODE_POINTS = 200;
/** Control characters, lone surrogates, and what turns the direction of the text around it. */
const UNWANTED = /[\p{Cc}\p{Cs}\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/gu;

/** A file's own name for an activity as a title: one line of at most 200 code points, or null where none is left. */
export const titleOf = (name: string): string | null => {
  const line = name.normalize('NFC').replace(/\s+/g, ' ').replace(UNWANTED, '').trim();
  const title = Array.from(line.slice(0, 2 * MAX_CODE_POINTS))
    .slice(0, MAX_CODE_POINTS)
    .join('')
    .trim();
  return title === '' ? null : title;
};
