import { stack } from './arrange.ts';
import type { Block } from './block.ts';
import type { Box, Ink, Tag, TextStyle } from './ink.ts';
import { elementsOf, find, get, partsOf, visibleText, type PageElement } from './page-tree.ts';
import { baselineIn, breakLines, paragraph } from './paragraph.ts';
import { withClasses } from './retouch.ts';

const TITLE: TextStyle = { weight: 'semibold', size: 9, colour: 'ink' };
const QUIET: TextStyle = { weight: 'regular', size: 7.5, colour: 'quiet' };
const LINE = 12;
const MEDAL = 22;
const STANDING = 4;
const GAP = 10;

/** Lays out a list with titles on the left and amounts on the right. It can be split between entries. */
export const rows = (ink: Ink, list: PageElement): Block =>
  stack(
    elementsOf(list).map((item) => row(ink, item)),
    6,
  );

/** Writes a title, with its secondary text below. */
function titleBlock(ink: Ink, element: PageElement) {
  const [main, quiet] = partsOf(element, '.quiet');
  const linesIn = (width: number): string[] => breakLines(ink, main, TITLE, width);
  return {
    height: (width: number): number => linesIn(width).length * LINE + (quiet === '' ? 0 : LINE - 1),
    draw(item: Tag, { x, y, width }: Omit<Box, 'height'>): void {
      ink.tag(item, 'Span', () => {
        const lines = linesIn(width);
        lines.forEach((line, index) =>
          ink.write(line, { x, y: y + index * LINE + baselineIn(LINE, TITLE), style: TITLE }),
        );
        ink.write(quiet, { x, y: y + lines.length * LINE + baselineIn(LINE - 1, QUIET), style: QUIET });
      });
    },
  };
}

function row(ink: Ink, item: PageElement): Block {
  const title = titleBlock(ink, get(item, '.row-title'));
  const [amount, quiet] = partsOf(get(item, '.row-amount'), '.quiet');
  const standing = find(item, '.standing');
  // A rank has its total beside it, and the bar below. A record has its previous value below.
  const isBeside = standing !== undefined;
  const amountWidth = isBeside
    ? ink.widthOf(amount, TITLE) + 4 + ink.widthOf(quiet, QUIET)
    : Math.max(ink.widthOf(amount, TITLE), ink.widthOf(quiet, QUIET));
  const amountHeight = quiet === '' || isBeside ? LINE : 2 * LINE - 1;
  const titleWidth = (width: number): number => width - amountWidth - GAP;
  const textHeight = (width: number): number => Math.max(title.height(titleWidth(width)), amountHeight);
  return {
    height: (width) => textHeight(width) + (standing ? STANDING + 3 : 0),
    draw({ x, y, width }, parent) {
      const right = x + width;
      if (standing) {
        const box = { x, y: y + textHeight(width) + 3, width, height: STANDING };
        ink.decorate(() => ink.svg(standing, box));
      }
      const entry = ink.group(parent, 'P');
      title.draw(entry, { x, y, width: titleWidth(width) });
      ink.tag(entry, 'Span', () => {
        const baseline = y + baselineIn(LINE, TITLE);
        const left = right - (isBeside ? amountWidth : ink.widthOf(amount, TITLE));
        ink.write(amount, { x: left, y: baseline, style: TITLE });
        ink.write(quiet, {
          x: right - ink.widthOf(quiet, QUIET),
          y: isBeside ? baseline : y + LINE + baselineIn(LINE - 1, QUIET),
          style: QUIET,
        });
      });
    },
  };
}

/** Lays out medals with their titles. The list can be split between two. */
export const awards = (ink: Ink, list: PageElement): Block =>
  stack(
    elementsOf(list).map((item) => award(ink, item)),
    6,
  );

function award(ink: Ink, item: PageElement): Block {
  const medal = get(item, '.medal');
  const metal = medal.classes.find((name) => name !== 'medal');
  const title = titleBlock(ink, get(item, '.row-title'));
  const titleWidth = (width: number): number => width - MEDAL - GAP;
  const heightIn = (width: number): number => Math.max(MEDAL, title.height(titleWidth(width)));
  return {
    height: heightIn,
    draw({ x, y, width }, parent) {
      const own = heightIn(width);
      const drawing = withClasses(medal, { circle: `disc ${metal}`, path: 'icon' });
      ink.decorate(() => ink.svg(drawing, { x, y: y + (own - MEDAL) / 2, width: MEDAL, height: MEDAL }));
      const entry = ink.group(parent, 'P');
      const top = y + (own - title.height(titleWidth(width))) / 2;
      title.draw(entry, { x: x + MEDAL + GAP, y: top, width: titleWidth(width) });
    },
  };
}

/** Lays out short facts in a row, with dots between them. */
export const facts = (ink: Ink, list: PageElement): Block =>
  paragraph(ink, elementsOf(list).map(visibleText).join(' · '), {
    weight: 'regular',
    size: 9,
    colour: 'ink',
  });
