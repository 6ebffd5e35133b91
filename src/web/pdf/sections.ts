import { card, columns, stack } from './arrange.ts';
import type { Block } from './block.ts';
import { calendar } from './calendar.ts';
import { figure } from './figure.ts';
import type { Ink, TextStyle } from './ink.ts';
import { awards, facts, rows } from './lists.ts';
import { elementsOf, find, matches, visibleText, type PageElement } from './page-tree.ts';
import { paragraph } from './paragraph.ts';
import { sportsTable } from './sports-table.ts';
import { totals } from './totals.ts';

const GAP = 12;
const BEST: TextStyle = { weight: 'bold', size: 13, colour: 'ink' };
const TEXT: TextStyle = { weight: 'regular', size: 9, colour: 'quiet' };

type LayOut = (ink: Ink, element: PageElement) => Block;

/** The layout of each part of the page in the PDF. The first match applies. */
const LAYOUTS: readonly (readonly [selector: string, layOut: LayOut])[] = [
  ['.totals', totals],
  ['.calendar', (ink, section) => inCard(ink, section, calendar(ink, section))],
  ['.figure', figure],
  ['.figures', (ink, element) => grid(elementsOf(element).map((chart) => layOut(ink, chart)))],
  ['.card', (ink, section) => inCard(ink, section, layOutAll(ink, section, 4))],
  ['.pair', pair],
  ['.rows', rows],
  ['.awards', awards],
  ['.facts', facts],
  ['.sports', sportsTable],
  ['.best-title', (ink, title) => paragraph(ink, visibleText(title), BEST)],
  ['p', (ink, text) => paragraph(ink, visibleText(text), TEXT)],
];

/** Lays out a part of the page. A part without its own layout is a stack of its children. */
export function layOut(ink: Ink, element: PageElement): Block {
  const known = LAYOUTS.find(([selector]) => matches(element, selector));
  if (known) return known[1](ink, element);
  if (elementsOf(element).length > 0) return layOutAll(ink, element, GAP);
  return paragraph(ink, visibleText(element), TEXT);
}

const layOutAll = (ink: Ink, element: PageElement, gap: number): Block =>
  stack(
    elementsOf(element)
      .filter((child) => child.name !== 'h2')
      .map((child) => layOut(ink, child)),
    gap,
  );

function inCard(ink: Ink, section: PageElement, content: Block): Block {
  const title = find(section, 'h2');
  const fill = section.classes.includes('best') ? 'ember-soft' : 'card';
  return card(ink, content, { fill, ...(title ? { title: visibleText(title) } : {}) });
}

/** Places two parts side by side, with the widths of the page. */
function pair(ink: Ink, element: PageElement): Block {
  const shares = element.classes.includes('even') ? [1, 1] : [1.6, 1];
  return columns(
    elementsOf(element).map((part) => layOut(ink, part)),
    { gap: GAP, shares },
  );
}

/** Places charts in two columns. An odd last one takes the whole width. */
function grid(blocks: readonly Block[]): Block {
  const lines = Array.from({ length: Math.ceil(blocks.length / 2) }, (_, line) =>
    columns(blocks.slice(line * 2, line * 2 + 2), { gap: GAP, isEven: true }),
  );
  return stack(lines, GAP);
}
