export interface Page<Item> {
  items: Item[];
  /** Where the next page begins; undefined after the last one. */
  nextCursor: string | undefined;
}

/** A list that is read page by page as it is walked; `pages()` walks the pages themselves. */
export interface Paged<Item> extends AsyncIterable<Item> {
  pages(): AsyncIterable<Page<Item>>;
}

export interface PageQuery {
  /** Items in one page: 50 by default, 200 at most. */
  limit?: number | undefined;
  /** `nextCursor` of an earlier page, to go on after it. */
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
