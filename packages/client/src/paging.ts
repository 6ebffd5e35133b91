export interface Page<Item> {
  items: Item[];
  /** Cursor of the next page; undefined after the last one. */
  nextCursor: string | undefined;
}

/** A list that is read page by page during iteration; `pages()` iterates over the pages. */
export interface Paged<Item> extends AsyncIterable<Item> {
  pages(): AsyncIterable<Page<Item>>;
}

export interface PageQuery {
  /** Items per page: 50 by default, at most 200. */
  limit?: number | undefined;
  /** `nextCursor` of the previous page. */
  cursor?: string | undefined;
}

export function createPaged<Item>(
  readPage: (cursor: string | undefined) => Promise<Page<Item>>,
  start: string | undefined,
): Paged<Item> {
  async function* pages(): AsyncGenerator<Page<Item>> {
    let cursor = start;
    do {
      const page = await readPage(cursor);
      yield page;
      cursor = page.nextCursor;
    } while (cursor !== undefined);
  }
  return {
    pages,
    async *[Symbol.asyncIterator]() {
      for await (const { items } of pages()) yield* items;
    },
  };
}
