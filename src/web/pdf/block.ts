import type { Box, Tag } from './ink.ts';

/** A piece of a page, whose height follows from its width. */
export interface Block {
  height(width: number): number;
  draw(box: Box, parent: Tag): void;
  /** Splits off the part that fits into a height. Undefined if nothing fits or the block cannot be split. */
  split?(width: number, available: number): readonly [Block, Block] | undefined;
}
