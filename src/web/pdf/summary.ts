import type { Block } from './block.ts';
import type { Ink, TextStyle } from './ink.ts';
import { visibleText, type PageElement } from './page-tree.ts';
import { baselineIn, paragraph } from './paragraph.ts';

const STYLE: TextStyle = { weight: 'regular', size: 8.5, colour: 'quiet' };
const LINE = STYLE.size * 1.42;
const DASHES = { width: 20, height: 8 };

/** Lays out the summary of a chart. A short dashed line in it explains the dashed line of the chart. */
export function summary(ink: Ink, element: PageElement): Block {
  const at = element.children.findIndex((child) => typeof child !== 'string' && child.name === 'svg');
  const svg = element.children[at];
  const text = visibleText(element);
  if (svg === undefined || typeof svg === 'string') return paragraph(ink, text, STYLE);
  const before = visibleText({ ...element, children: element.children.slice(0, at) });
  const after = visibleText({ ...element, children: element.children.slice(at + 1) });
  const beforeWidth = ink.widthOf(`${before} `, STYLE);
  const afterAt = beforeWidth + DASHES.width + 4;
  const isOneLine = (width: number): boolean => afterAt + ink.widthOf(after, STYLE) <= width;
  return {
    height: (width) => (isOneLine(width) ? LINE : paragraph(ink, text, STYLE).height(width)),
    draw(box, parent) {
      if (!isOneLine(box.width)) return paragraph(ink, text, STYLE).draw(box, parent);
      const { x, y } = box;
      const baseline = y + baselineIn(LINE, STYLE);
      ink.decorate(() => ink.svg(svg, { x: x + beforeWidth, y: y + (LINE - DASHES.height) / 2, ...DASHES }));
      ink.tag(parent, 'P', () => {
        ink.write(before, { x, y: baseline, style: STYLE });
        ink.write(after, { x: x + afterAt, y: baseline, style: STYLE });
      });
    },
  };
}
