import { graphemesOf } from '../fonts.ts';
import type { Block } from './block.ts';
import type { Ink, TextStyle } from './ink.ts';

/** Height of capital letters relative to the size. */
const CAPITALS = 0.727;
const LEADING = 1.42;

interface ParagraphOptions {
  /** The tag: `P`, `H1`, `H2`. */
  tag?: string;
  align?: 'left' | 'center' | 'right';
  leading?: number;
}

/** A text that breaks between words; a word that is wider than the column breaks anywhere. */
export function paragraph(ink: Ink, text: string, style: TextStyle, options: ParagraphOptions = {}): Block {
  const { tag = 'P', align = 'left', leading = LEADING } = options;
  const lineHeight = style.size * leading;
  return {
    height: (width) => breakLines(ink, text, style, width).length * lineHeight,
    draw({ x, y, width }, parent) {
      const write = () =>
        breakLines(ink, text, style, width).forEach((line, index) => {
          const spare = align === 'left' ? 0 : width - ink.widthOf(line, style);
          const left = x + (align === 'center' ? spare / 2 : spare);
          ink.write(line, { x: left, y: y + index * lineHeight + baselineIn(lineHeight, style), style });
        });
      ink.tag(parent, tag, write);
    },
  };
}

/** Returns the distance from the top of a line to its baseline. */
export const baselineIn = (lineHeight: number, { size }: Pick<TextStyle, 'size'>): number =>
  (lineHeight + size * CAPITALS) / 2;

export const heading = (ink: Ink, text: string): Block =>
  paragraph(ink, text, { weight: 'semibold', size: 10.5, colour: 'ink' }, { tag: 'H2' });

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
