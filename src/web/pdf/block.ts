import type { Box, Tag } from './ink.ts';

/** A piece of a page, whose height follows from its width. */
export interface Block {
  height(width: number): number;
  draw(box: Box, parent: Tag): void;
  /** Cuts off what fits into a height. Undefined if nothing does, or if the block stays whole. */
  split?(width: number, available: number): readonly [Block, Block] | undefined;
}
