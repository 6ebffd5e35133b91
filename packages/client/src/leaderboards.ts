import type { Board, BoardQuery, Leaderboard, LeaderboardEntry } from './contract/leaderboards.ts';
import { createPaged, type Paged } from './paging.ts';
import type { Ask, RequestOptions } from './requests.ts';

/** Who is ahead. */
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

    /** One page of a board, with how many are on it. */
    board: (board: string, query: BoardQuery = {}, options?: RequestOptions) => read(board, query, options),

    /** The part with this athlete in its middle. */
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
