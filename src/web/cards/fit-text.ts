import { fontFor, graphemesOf, openFont, type Weight } from '../fonts.ts';

interface Space {
  /** In pixels, as the width. */
  size: number;
  weight: Weight;
  width: number;
}

/** Shortens a text with an ellipsis until it fits into a width. */
export function fitText(text: string, { size, weight, width }: Space): string {
  const ellipsis = advanceOf('…', weight) * size;
  let used = 0;
  let fitting = '';
  const graphemes = graphemesOf(text);
  for (const [index, grapheme] of graphemes.entries()) {
    used += advanceOf(grapheme, weight) * size;
    if (used > width) return `${fitting.trimEnd()}…`;
    const isRoomForMore = used + ellipsis <= width || index === graphemes.length - 1;
    if (isRoomForMore) fitting += grapheme;
  }
  return used <= width ? text : fitting;
}

/** Returns the width of a text relative to its size. */
export const textWidth = (text: string, weight: Weight): number =>
  graphemesOf(text).reduce((sum, grapheme) => sum + advanceOf(grapheme, weight), 0);

/** Returns the width of a grapheme relative to its size. */
function advanceOf(grapheme: string, weight: Weight): number {
  const font = openFont(fontFor(grapheme, weight) ?? weight);
  const [first = ' '] = grapheme;
  return font.glyphForCodePoint(first.codePointAt(0) ?? 0).advanceWidth / font.unitsPerEm;
}
