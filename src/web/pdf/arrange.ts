import type { Colour } from '../report/palette.ts';
import type { Block } from './block.ts';
import type { Ink } from './ink.ts';
import { heading } from './paragraph.ts';

/** Stacks blocks. The stack can be split between two of them. */
export const stack = (blocks: readonly Block[], gap: number): Block => ({
  height: (width) =>
    blocks.reduce((sum, block) => sum + block.height(width), 0) + gap * Math.max(0, blocks.length - 1),
  draw({ x, y, width }, parent) {
    let top = y;
    for (const block of blocks) {
      const height = block.height(width);
      block.draw({ x, y: top, width, height }, parent);
      top += height + gap;
    }
  },
  split(width, available) {
    let [fitting, height] = [0, 0];
    for (; fitting < blocks.length; fitting += 1) {
      const own = (blocks[fitting]?.height(width) ?? 0) + (fitting > 0 ? gap : 0);
      if (height + own > available) break;
      height += own;
    }
    const halves = blocks[fitting]?.split?.(width, available - height - (fitting > 0 ? gap : 0));
    if (!halves && (fitting === 0 || fitting === blocks.length)) return undefined;
    const [first, second] = [blocks.slice(0, fitting), blocks.slice(fitting + (halves ? 1 : 0))];
    if (!halves) return [stack(first, gap), stack(second, gap)];
    return [stack([...first, halves[0]], gap), stack([halves[1], ...second], gap)];
  },
});

/** Prevents a block from being split. */
export const inOnePiece = (block: Block): Block => ({
  height: (width) => block.height(width),
  draw: (box, parent) => block.draw(box, parent),
});

interface ColumnOptions {
  gap: number;
  /** Shares of the width; equal by default. */
  shares?: readonly number[];
  /** Draws all blocks as high as the highest. */
  isEven?: boolean;
}

/** Places blocks side by side. */
export function columns(blocks: readonly Block[], { gap, shares, isEven = false }: ColumnOptions): Block {
  const parts = shares ?? blocks.map(() => 1);
  const whole = parts.reduce((sum, part) => sum + part, 0);
  const widthsIn = (width: number): number[] =>
    parts.map((part) => ((width - gap * (parts.length - 1)) * part) / whole);
  const heightsIn = (width: number): number[] => {
    const widths = widthsIn(width);
    return blocks.map((block, index) => block.height(widths[index] ?? 0));
  };
  return {
    height: (width) => Math.max(0, ...heightsIn(width)),
    draw({ x, y, width }, parent) {
      const heights = heightsIn(width);
      const highest = Math.max(0, ...heights);
      let left = x;
      blocks.forEach((block, index) => {
        const own = widthsIn(width)[index] ?? 0;
        block.draw({ x: left, y, width: own, height: isEven ? highest : (heights[index] ?? 0) }, parent);
        left += own + gap;
      });
    },
    split(width, available) {
      const widths = widthsIn(width);
      const halves = blocks.map((block, index) => {
        const own = widths[index] ?? 0;
        if (block.height(own) <= available) return [block, NOTHING] as const;
        return block.split?.(own, available);
      });
      if (halves.some((half) => half === undefined)) return undefined;
      const side = (index: 0 | 1) => halves.map((half) => half?.[index] ?? NOTHING);
      return [columns(side(0), { gap, shares: parts, isEven }), columns(side(1), { gap, shares: parts })];
    },
  };
}

const NOTHING: Block = { height: () => 0, draw: () => undefined };

const PADDING = 14;

interface CardOptions {
  /** Absent on the second part of a split card. */
  title?: string;
  fill?: Colour;
}

/** Frames a section with a heading. It can be split where its content can. */
export function card(ink: Ink, content: Block, { title, fill = 'card' }: CardOptions): Block {
  const inner = title === undefined ? content : stack([heading(ink, title), content], 8);
  return {
    height: (width) => inner.height(width - 2 * PADDING) + 2 * PADDING,
    draw(box, parent) {
      ink.decorate(() => ink.box(box, { fill, line: 'line' }));
      const section = ink.group(parent, 'Sect');
      const { x, y, width, height } = box;
      const at = { x: x + PADDING, y: y + PADDING, width: width - 2 * PADDING, height: height - 2 * PADDING };
      inner.draw(at, section);
    },
    split(width, available) {
      const own = width - 2 * PADDING;
      const above = title === undefined ? 0 : heading(ink, title).height(own) + 8;
      const halves = content.split?.(own, available - 2 * PADDING - above);
      if (!halves) return undefined;
      const first = card(ink, halves[0], title === undefined ? { fill } : { title, fill });
      return [first, card(ink, halves[1], { fill })];
    },
  };
}
