import type { Block } from './block.ts';
import type { Ink, TextStyle } from './ink.ts';
import { dotColour } from './legend.ts';
import { elementsOf, findAll, visibleText, type PageElement } from './page-tree.ts';
import { baselineIn } from './paragraph.ts';

const HEAD: TextStyle = { weight: 'regular', size: 8, colour: 'quiet' };
const NAME: TextStyle = { weight: 'semibold', size: 9, colour: 'ink' };
const CELL: TextStyle = { weight: 'regular', size: 9, colour: 'ink' };
const HEAD_HEIGHT = 16;
const ROW_HEIGHT = 19;
/** The first column's share of the width. */
const FIRST = 0.24;

/** Lays out a table. Its first column has the sport of each row; numbers are aligned to the right. */
export function sportsTable(ink: Ink, table: PageElement): Block {
  const [head, ...rows] = findAll(table, 'tr').map(elementsOf);
  return {
    height: () => HEAD_HEIGHT + rows.length * ROW_HEIGHT,
    draw({ x, y, width }, parent) {
      const write = (cells: readonly PageElement[], top: number, height: number) => {
        const rowTag = ink.group(grid, 'TR');
        cells.forEach((cell, column) => {
          const text = visibleText(cell);
          const style = height === HEAD_HEIGHT ? HEAD : column === 0 ? NAME : CELL;
          const right = x + width * (FIRST + ((1 - FIRST) * column) / (cells.length - 1));
          const indent = height === HEAD_HEIGHT ? 0 : 14;
          const left = column === 0 ? x + indent : right - ink.widthOf(text, style);
          const isHead = cell.name === 'th';
          ink.tag(
            rowTag,
            isHead ? 'TH' : 'TD',
            () => ink.write(text, { x: left, y: top + baselineIn(height, style), style }),
            isHead ? { scope: height === HEAD_HEIGHT ? 'Column' : 'Row' } : {},
          );
        });
      };
      const topOf = (index: number): number => y + HEAD_HEIGHT + index * ROW_HEIGHT;
      ink.decorate(() =>
        rows.forEach(([first], index) => {
          ink.rule({ x, y: topOf(index), width });
          const middle = topOf(index) + ROW_HEIGHT / 2;
          if (first) ink.dot({ x: x + 4, y: middle, radius: 3.2, colour: dotColour(first) });
        }),
      );
      const grid = ink.group(parent, 'Table');
      write(head ?? [], y, HEAD_HEIGHT);
      rows.forEach((cells, index) => write(cells, topOf(index), ROW_HEIGHT));
    },
  };
}
