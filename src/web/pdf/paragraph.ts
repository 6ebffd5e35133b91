import { graphemesOf } from '../fonts.ts';
import type { Block } from './block.ts';
import type { Ink, TextStyle } from './ink.ts';

/** Height of capital letters relative to the size. */
const CAPITALS = 0.727;
const LEADING = 1.42;

/** Lays out a text that breaks between words. A word wider than the column breaks anywhere. */
export function paragraph(ink: Ink, text: string, style: TextStyle, tag: 'P' | 'H2' | 'H3' = 'P'): Block {
  const lineHeight = style.size * LEADING;
  return {
    height: (width) => breakLines(ink, text, style, width).length * lineHeight,
    draw({ x, y, width }, parent) {
      const write = () =>
        breakLines(ink, text, style, width).forEach((line, index) =>
          ink.write(line, { x, y: y + index * lineHeight + baselineIn(lineHeight, style), style }),
        );
      ink.tag(parent, tag, write);
    },
  };
}

/** Returns the distance from the top of a line to its baseline. */
export const baselineIn = (lineHeight: number, { size }: Pick<TextStyle, 'size'>): number =>
  (lineHeight + size * CAPITALS) / 2;

export const heading = (ink: Ink, text: string): Block =>
  paragraph(ink, text, { weight: 'semibold', size: 10.5, colour: 'ink' }, 'H2');

/** Breaks a text into lines of a width. Adds up the widths of words, since kerning ends at a space. */
export function breakLines(ink: Ink, text: string, style: TextStyle, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  let used = 0;
  const space = ink.widthOf(' ', style);
  const add = (part: string, gap: '' | ' '): void => {
    const own = ink.widthOf(part, style);
    const before = line === '' ? 0 : used + (gap === ' ' ? space : 0);
    if (line !== '' && before + own > width) {
      lines.push(line);
      [line, used] = [part, own];
    } else [line, used] = [line === '' ? part : line + gap + part, before + own];
  };
  for (const word of text.split(' ')) {
    if (ink.widthOf(word, style) <= width) add(word, ' ');
    else graphemesOf(word).forEach((grapheme, index) => add(grapheme, index === 0 ? ' ' : ''));
  }
  return line === '' ? lines : [...lines, line];
}
