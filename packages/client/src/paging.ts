import type { Ask, RequestOptions } from './requests.ts';

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

interface Listed {
  path: string;
  query: PageQuery;
  /** Name of the items in the answer. */
  field: string;
}

/** Lists what the service returns page by page. */
export function listPages<Item>(
  ask: Ask,
  { path, query: { cursor: start, ...query }, field }: Listed,
  options: RequestOptions | undefined,
): Paged<Item> {
  async function* pages(): AsyncGenerator<Page<Item>> {
    let cursor = start;
    do {
      const call = { path, query: { ...query, cursor } };
      const body = await ask<Record<string, unknown>>(call, options);
      cursor = body['nextCursor'] as string | undefined;
      yield { items: body[field] as Item[], nextCursor: cursor };
    } while (cursor !== undefined);
  }
  return {
    pages,
    async *[Symbol.asyncIterator]() {
      for await (const { items } of pages()) yield* items;
    },
  };
}
