import type { Board, Leaderboard, LeaderboardEntry, Sport } from './contract.ts';
import { createPaged, type Paged } from './paging.ts';
import type { Ask, RequestOptions } from './requests.ts';

export interface BoardQuery {
  /** An ISO week `2026-W47`, a month `2026-11`, a year `2026`, or `all`, which is the default. */
  period?: string | undefined;
  /** Only this sport. Default: all sports. */
  sport?: Sport | undefined;
  /** Entries per page: 50 by default, at most 200. */
  limit?: number | undefined;
  /** `nextCursor` of the previous page. */
  cursor?: string | undefined;
}

/** Leaderboards. */
export function createLeaderboards({ ask }: { ask: Ask }) {
  const read = async (
    board: string,
    query: BoardQuery & { around?: string },
    options?: RequestOptions,
  ): Promise<Leaderboard> => {
    const path = `/v1/leaderboards/${encodeURIComponent(board)}`;
    return (await ask<Leaderboard>({ method: 'GET', path, query: { ...query }, expects: [200] }, options))
      .body;
  };

  return {
    /** The boards that there are. */
    list: async (options?: RequestOptions): Promise<Board[]> => {
      const call = { method: 'GET', path: '/v1/leaderboards', expects: [200] } as const;
      return (await ask<{ boards: Board[] }>(call, options)).body.boards;
    },

    /** Returns one page of a leaderboard, with the number of athletes on it. */
    board: (board: string, query: BoardQuery = {}, options?: RequestOptions) => read(board, query, options),

    /** Returns the page with this athlete in the middle. */
    around: (
      board: string,
      athleteId: string,
      query: Omit<BoardQuery, 'cursor'> = {},
      options?: RequestOptions,
    ) => read(board, { ...query, around: athleteId }, options),

    /** All entries, page by page. */
    entries: (
      board: string,
      { cursor, ...query }: BoardQuery = {},
      options?: RequestOptions,
    ): Paged<LeaderboardEntry> =>
      createPaged(async (from) => {
        const { entries, nextCursor } = await read(board, { ...query, cursor: from }, options);
        return { items: entries, nextCursor };
      }, cursor),
  };
}

export type Leaderboards = ReturnType<typeof createLeaderboards>;
