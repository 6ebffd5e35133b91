import type { Board, Leaderboard, LeaderboardEntry, Sport } from './contract.ts';
import { listPages, type Paged } from './paging.ts';
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
  const read = (board: string, query: BoardQuery & { around?: string }, options?: RequestOptions) =>
    ask<Leaderboard>({ path: pathOf(board), query: { ...query } }, options);

  return {
    /** Lists all leaderboards. */
    list: async (options?: RequestOptions) =>
      (await ask<{ boards: Board[] }>({ path: '/v1/leaderboards' }, options)).boards,

    /** Returns one page of a leaderboard, with the number of athletes on it. */
    board: (board: string, query: BoardQuery = {}, options?: RequestOptions) => read(board, query, options),

    /** Returns the page with this athlete in the middle. */
    around: (
      board: string,
      athleteId: string,
      query: Omit<BoardQuery, 'cursor'> = {},
      options?: RequestOptions,
    ) => read(board, { ...query, around: athleteId }, options),

    /** Lists all entries, page by page. */
    entries: (board: string, query: BoardQuery = {}, options?: RequestOptions): Paged<LeaderboardEntry> =>
      listPages(ask, { path: pathOf(board), query, field: 'entries' }, options),
  };
}

const pathOf = (board: string): string => `/v1/leaderboards/${encodeURIComponent(board)}`;

export type Leaderboards = ReturnType<typeof createLeaderboards>;
