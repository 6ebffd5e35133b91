import type { Block } from './block.ts';
import { card, inOnePiece, stack } from './arrange.ts';
import type { Ink, TextStyle } from './ink.ts';
import { dotColour } from './legend.ts';
import { elementsOf, find, get, partsOf, visibleText, type PageElement } from './page-tree.ts';
import { baselineIn, paragraph } from './paragraph.ts';
import { summary } from './summary.ts';

const TITLE: TextStyle = { weight: 'semibold', size: 10.5, colour: 'ink' };

/** Lays out a chart with its heading and summary. It is never split. */
export function figure(ink: Ink, element: PageElement): Block {
  return inOnePiece(card(ink, figureContent(ink, element), {}));
}

function figureContent(ink: Ink, element: PageElement): Block {
  const title = paragraph(ink, visibleText(get(element, 'h3')), TITLE, 'H3');
  const plot = find(element, '.plot');
  const drawing = plot ? chart(ink, plot) : ringChart(ink, get(element, '.ring'));
  return stack([title, summary(ink, get(element, 'p')), drawing], 5);
}

/** Lays out a chart as wide as its column. */
const chart = (ink: Ink, svg: PageElement): Block => {
  const [, , width = 1, height = 1] = (svg.attributes['viewBox'] ?? '').split(' ').map(Number);
  const heightAt = (own: number): number => (own * height) / width;
  return {
    height: heightAt,
    draw(box, parent) {
      const at = { ...box, height: heightAt(box.width) };
      const { x, y } = box;
      ink.tag(parent, 'Figure', () => ink.svg(svg, at), {
        alt: svg.attributes['aria-label'] ?? '',
        bbox: [x, y, x + at.width, y + at.height],
        placement: 'Block',
      });
    },
  };
};

const NAME: TextStyle = { weight: 'regular', size: 9, colour: 'ink' };
const AMOUNT: TextStyle = { weight: 'regular', size: 9, colour: 'quiet' };
const LINE = 16;
const RING = 96;
const BESIDE = RING + 18;
/** Maximum width of the ring with its legend, which keeps amounts near their names. */
const WIDEST = 330;

/** Lays out a ring with its legend beside it. */
function ringChart(ink: Ink, ring: PageElement): Block {
  const items = elementsOf(get(ring, '.legend'));
  const ownHeight = Math.max(RING, items.length * LINE) + 6;
  return {
    height: () => ownHeight,
    draw({ x, y, width }, parent) {
      const middle = y + ownHeight / 2;
      chart(ink, get(ring, 'svg')).draw({ x, y: middle - RING / 2, width: RING, height: RING }, parent);
      const top = middle - (items.length * LINE) / 2;
      ink.decorate(() =>
        items.forEach((item, index) => {
          const at = { x: x + BESIDE + 4, y: top + (index + 0.5) * LINE };
          ink.dot({ ...at, radius: 3.2, colour: dotColour(item) });
        }),
      );
      const sports = ink.group(parent, 'L');
      items.forEach((item, index) => {
        const [name, amount] = partsOf(item, '.amount');
        const baseline = top + index * LINE + baselineIn(LINE, NAME);
        const right = x + Math.min(width, WIDEST);
        const line = ink.group(sports, 'LI');
        ink.tag(line, 'LBody', () => {
          ink.write(name, { x: x + BESIDE + 13, y: baseline, style: NAME });
          ink.write(amount, { x: right - ink.widthOf(amount, AMOUNT), y: baseline, style: AMOUNT });
        });
      });
    },
  };
}
