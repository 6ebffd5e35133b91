const MAX_CODE_POINTS = 200;
/** Control characters, lone surrogates, and what turns the direction of the text around it. */
const UNWANTED = /[\p{Cc}\p{Cs}\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/gu;

/** Of the marks on one letter, those after the fourth: piled up they cover the lines around them. */
const FURTHER_MARKS = /(?<=\p{Mark}{4})\p{Mark}+/gu;

/** A file's own name for an activity as a title: one line of at most 200 code points, or null where none is left. */
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
