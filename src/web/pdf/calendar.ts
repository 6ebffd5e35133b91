import type { Colour } from '../report/palette.ts';
import { stack } from './arrange.ts';
import type { Block } from './block.ts';
import type { Box, Ink, Tag, TextStyle } from './ink.ts';
import { dotColour, legend } from './legend.ts';
import { elementsOf, find, findAll, get, spokenText, visibleText, type PageElement } from './page-tree.ts';
import { baselineIn, paragraph } from './paragraph.ts';

const GAP = 3;
const HEAD = 14;
const CELL = 40;
/** Height of five weeks. Six are made to fit into it, so that the charts below stay on the page. */
const WEEKS = 5 * (CELL + GAP);
const WEEKDAY: TextStyle = { weight: 'regular', size: 7.5, colour: 'quiet' };
const DAY: TextStyle = { weight: 'regular', size: 7, colour: 'quiet' };
const AMOUNT: TextStyle = { weight: 'semibold', size: 10, colour: 'ink', tracking: -0.2 };
const KEY: TextStyle = { weight: 'regular', size: 7.5, colour: 'quiet' };

/** Lays out the days of the month as a calendar, with the legend of its dots and the key to its amounts and shades. */
export const calendar = (ink: Ink, section: PageElement): Block =>
  stack(
    [
      days(ink, get(section, 'table')),
      legend(ink, get(section, '.legend')),
      paragraph(ink, visibleText(get(section, '.key')), KEY),
    ],
    6,
  );

function days(ink: Ink, table: PageElement): Block {
  const [head, ...weeks] = findAll(table, 'tr').map(elementsOf);
  const cellHeight = Math.min(CELL, WEEKS / weeks.length - GAP);
  return {
    height: () => HEAD + weeks.length * (cellHeight + GAP) - GAP,
    draw({ x, y, width }, parent) {
      const side = (width + GAP) / 7;
      const boxOf = (column: number, top: number, height: number): Box => ({
        x: x + column * side,
        y: top,
        width: side - GAP,
        height,
      });
      const grid = ink.group(parent, 'Table');
      const headRow = ink.group(grid, 'TR');
      head?.forEach((cell, column) => weekday(ink, headRow, { cell, box: boxOf(column, y, HEAD) }));
      weeks.forEach((week, index) => {
        const top = y + HEAD + index * (cellHeight + GAP);
        const row = ink.group(grid, 'TR');
        week.forEach((cell, column) => day(ink, row, { cell, box: boxOf(column, top, cellHeight) }));
      });
    },
  };
}

interface Cell {
  cell: PageElement;
  box: Box;
}

const weekday = (ink: Ink, row: Tag, { cell, box }: Cell): void =>
  ink.tag(
    row,
    'TH',
    () =>
      ink.write(visibleText(cell), { x: box.x, y: box.y + baselineIn(HEAD - 4, WEEKDAY), style: WEEKDAY }),
    { scope: 'Column' },
  );

function day(ink: Ink, row: Tag, { cell, box }: Cell): void {
  const [number, amount] = [find(cell, '.day-number'), find(cell, '.day-amount')];
  const item = ink.group(row, 'TD');
  if (!number) return;
  const heat = cell.classes.find((name) => name.startsWith('heat-')) as Colour | undefined;
  const isAhead = cell.classes.includes('ahead');
  ink.decorate(() => {
    ink.box(box, { radius: 5, ...(isAhead ? { line: 'line' } : { fill: heat ?? 'paper' }) });
    findAll(cell, '.dot').forEach((dot, index) => {
      const [x, y] = [box.x + 8 + index * 7, box.y + box.height - 7];
      ink.dot({ x, y, radius: 3.4, colour: 'card' });
      ink.dot({ x, y, radius: 2.5, colour: dotColour({ ...cell, children: [dot] }) });
    });
  });
  const spoken = spokenText(cell);
  const write = () => {
    const style: TextStyle = heat ? { ...DAY, colour: 'ink' } : DAY;
    ink.write(visibleText(number), { x: box.x + 5, y: box.y + 10, style });
    if (amount) ink.write(visibleText(amount), { x: box.x + 5, y: box.y + 22, style: AMOUNT });
  };
  ink.tag(item, 'Span', write, spoken === '' ? {} : { actual: spoken });
}
