import type { Ask, RequestOptions } from './requests.ts';

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
