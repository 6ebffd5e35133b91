const MAX_CODE_POINTS = 200;
/** Control characters, lone surrogates, and characters that change the direction of text. */
const UNWANTED = /[\p{Cc}\p{Cs}\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/gu;

/** Combining marks after the fourth on one letter: they would cover other lines. */
const FURTHER_MARKS = /(?<=\p{Mark}{4})\p{Mark}+/gu;

/** Returns a file's name of an activity as a title: one line of at most 200 code points; null if nothing is left. */
export const titleOf = (name: string): string | null => {
  const line = name
    .normalize('NFC')
    .replace(/\s+/g, ' ')
    .replace(UNWANTED, '')
    .replace(FURTHER_MARKS, '')
    .trim();
  const title = Array.from(line.slice(0, 2 * MAX_CODE_POINTS))
    .slice(0, MAX_CODE_POINTS)
    .join('')
    .trim();
  return title === '' ? null : title;
};
