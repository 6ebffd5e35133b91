import type { Colour } from '../report/palette.ts';
import type { Block } from './block.ts';
import { colourOfSport } from './chart-style.ts';
import type { Ink, TextStyle } from './ink.ts';
import { elementsOf, findAll, visibleText, type PageElement } from './page-tree.ts';
import { baselineIn } from './paragraph.ts';

const ITEM: TextStyle = { weight: 'regular', size: 8.5, colour: 'ink' };
const LINE = 14;
const DOT = 12;
const BETWEEN = 14;

/** Lays out a legend: sports with their dots, in a row. */
export function legend(ink: Ink, list: PageElement): Block {
  const items = elementsOf(list).map((item) => ({ text: visibleText(item), colour: dotColour(item) }));
  const placesIn = (width: number): { x: number; line: number }[] => {
    let [x, line] = [0, 0];
    return items.map(({ text }) => {
      const own = DOT + ink.widthOf(text, ITEM);
      if (x > 0 && x + own > width) [x, line] = [0, line + 1];
      const place = { x, line };
      x += own + BETWEEN;
      return place;
    });
  };
  return {
    height: (width) => ((placesIn(width).at(-1)?.line ?? -1) + 1) * LINE,
    draw({ x, y, width }, parent) {
      const places = placesIn(width);
      ink.decorate(() =>
        items.forEach(({ colour }, index) => {
          const place = places[index] ?? { x: 0, line: 0 };
          ink.dot({ x: x + place.x + 4, y: y + (place.line + 0.5) * LINE, radius: 3, colour });
        }),
      );
      const sports = ink.group(parent, 'L');
      items.forEach(({ text }, index) => {
        const place = places[index] ?? { x: 0, line: 0 };
        const at = { x: x + place.x + DOT, y: y + place.line * LINE + baselineIn(LINE, ITEM), style: ITEM };
        const item = ink.group(sports, 'LI');
        ink.tag(item, 'LBody', () => ink.write(text, at));
      });
    },
  };
}

/** Returns the colour of the dot or swatch in this element. */
export function dotColour(element: PageElement): Colour {
  const classes = [...findAll(element, '.dot'), ...findAll(element, 'circle')].flatMap((dot) => dot.classes);
  return colourOfSport(classes.find((name) => name.startsWith('sport-')) ?? 'sport-other');
}
