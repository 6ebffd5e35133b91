import { columns } from './arrange.ts';
import type { Block } from './block.ts';
import type { Box, Ink, Tag, TextStyle } from './ink.ts';
import { elementsOf, find, findAll, get, spokenText, visibleText, type PageElement } from './page-tree.ts';
import { baselineIn } from './paragraph.ts';
import { withClasses } from './retouch.ts';

const LABEL: TextStyle = { weight: 'regular', size: 8.5, colour: 'quiet' };
const NUMBER: TextStyle = { weight: 'bold', size: 16, colour: 'ink', tracking: -0.4 };
const UNIT: TextStyle = { weight: 'regular', size: 9, colour: 'quiet' };
const CHANGE: TextStyle = { weight: 'regular', size: 7.5, colour: 'quiet' };
const PADDING = 10;
const LINE = 12;

/** Lays out the month's totals side by side, each with its changes. */
export const totals = (ink: Ink, list: PageElement): Block =>
  columns(
    elementsOf(list).map((total) => tile(ink, total)),
    { gap: 8, isEven: true },
  );

function tile(ink: Ink, total: PageElement): Block {
  const label = visibleText(get(total, 'dt'));
  const number = get(total, '.figure-number');
  const changes = findAll(total, '.change');
  return {
    height: () => 2 * PADDING + 12 + 26 + changes.length * LINE,
    draw(box, parent) {
      ink.decorate(() => ink.box(box, { fill: 'card', line: 'line' }));
      const { x, y } = box;
      const left = x + PADDING;
      const item = ink.group(parent, 'Sect');
      const baseline = y + PADDING + baselineIn(LINE, LABEL);
      ink.tag(item, 'P', () => ink.write(label, { x: left, y: baseline, style: LABEL }));
      amount(ink, item, { element: number, x: left, y: y + PADDING + 12 });
      changes.forEach((change, index) =>
        changeLine(ink, item, { change, x: left, y: y + PADDING + 38 + index * LINE }),
      );
    },
  };
}

interface Amount extends Pick<Box, 'x' | 'y'> {
  element: PageElement;
}

/** Writes an amount with large digits and small units. */
function amount(ink: Ink, parent: Tag, { element, x, y }: Amount): void {
  ink.tag(parent, 'P', () => {
    let left = x;
    for (const child of element.children) {
      const style = typeof child === 'string' ? NUMBER : UNIT;
      const text = typeof child === 'string' ? child : visibleText(child);
      ink.write(text, { x: left, y: y + baselineIn(24, NUMBER), style });
      // The space before a unit has the size of the unit.
      left += ink.widthOf(text, text.trim() === '' ? UNIT : style);
    }
  });
}

interface Change extends Pick<Box, 'x' | 'y'> {
  change: PageElement;
}

function changeLine(ink: Ink, parent: Tag, { change, x, y }: Change): void {
  const arrow = find(change, '.arrow');
  const direction = change.classes.includes('up') ? 'up' : 'down';
  const strong = find(change, 'b');
  const baseline = y + baselineIn(LINE, CHANGE);
  const text = visibleText(change);
  const line = ink.group(parent, 'P');
  let left = x;
  if (arrow) {
    const spoken = { alt: spokenText(change) };
    const box = { x, y: y + 3, width: 6, height: 6 };
    ink.tag(line, 'Figure', () => ink.svg(withClasses(arrow, { path: direction }), box), spoken);
    left += 9;
  }
  ink.tag(line, 'Span', () => {
    const amountText = strong ? visibleText(strong) : '';
    const style: TextStyle = { ...CHANGE, weight: 'semibold', colour: arrow ? direction : 'quiet' };
    ink.write(amountText, { x: left, y: baseline, style });
    const rest = text.slice(amountText.length);
    ink.write(rest, { x: left + ink.widthOf(amountText, style), y: baseline, style: CHANGE });
  });
}
