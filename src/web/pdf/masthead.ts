import { stack } from './arrange.ts';
import type { Block } from './block.ts';
import type { Ink, TextStyle } from './ink.ts';
import { elementsOf, get, partsOf, visibleText, type PageElement } from './page-tree.ts';
import { baselineIn, paragraph } from './paragraph.ts';
import { withClasses } from './retouch.ts';

const BRAND: TextStyle = { weight: 'semibold', size: 10, colour: 'ink' };
const QUIET: TextStyle = { weight: 'regular', size: 10, colour: 'quiet' };
const MONTH: TextStyle = { weight: 'bold', size: 38, colour: 'ink', tracking: -1.2 };
const YEAR: TextStyle = { weight: 'light', size: 38, colour: 'ember', tracking: -1.2 };

/** Lays out the head of the first page: the brand, the athlete, the month, and a summary. */
export function masthead(ink: Ink, header: PageElement): Block {
  const blocks = elementsOf(header).map((element) => {
    if (element.classes.includes('brand')) return brand(ink, element);
    if (element.name === 'h1') return month(ink, element);
    if (element.classes.includes('so-far')) return pill(ink, visibleText(element));
    if (element.classes.includes('athlete'))
      return paragraph(ink, visibleText(element), { weight: 'semibold', size: 13, colour: 'ink' });
    return paragraph(ink, visibleText(element), { weight: 'regular', size: 11.5, colour: 'ink' });
  });
  return stack(blocks, 7);
}

const MARK = 18;

/** Lays out the flame, the product's name, and the kind of document. */
function brand(ink: Ink, element: PageElement): Block {
  const [main, quiet] = partsOf(element, '.quiet');
  const flame = withClasses(get(element, 'svg'), { path: 'brand-mark' });
  return {
    height: () => MARK + 6,
    draw({ x, y }, parent) {
      ink.decorate(() => ink.svg(flame, { x: x - 3, y, width: MARK, height: MARK }));
      const baseline = y + baselineIn(MARK, BRAND);
      const left = x + MARK + 1;
      ink.tag(parent, 'P', () => {
        ink.write(main, { x: left, y: baseline, style: BRAND });
        ink.write(quiet, { x: left + ink.widthOf(`${main} `, BRAND), y: baseline, style: QUIET });
      });
    },
  };
}

function month(ink: Ink, element: PageElement): Block {
  const [name, year] = partsOf(element, '.year');
  return {
    height: () => 40,
    draw({ x, y }, parent) {
      const baseline = y + baselineIn(40, MONTH);
      ink.tag(parent, 'H1', () => {
        ink.write(name, { x: x - 2, y: baseline, style: MONTH });
        ink.write(year, { x: x - 2 + ink.widthOf(`${name} `, MONTH), y: baseline, style: YEAR });
      });
    },
  };
}

const PILL: TextStyle = { weight: 'regular', size: 9, colour: 'ink' };

/** Lays out a note on a coloured background, as wide as its text. */
const pill = (ink: Ink, text: string): Block => ({
  height: () => 19,
  draw({ x, y }, parent) {
    const box = { x, y, width: ink.widthOf(text, PILL) + 18, height: 19 };
    ink.decorate(() => ink.box(box, { radius: 9.5, fill: 'ember-soft' }));
    ink.tag(parent, 'P', () => ink.write(text, { x: x + 9, y: y + baselineIn(19, PILL), style: PILL }));
  },
});
