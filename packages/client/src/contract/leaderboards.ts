import type { Sport } from './workouts.ts';

export interface Board {
  /** The name in the URL. */
  board: string;
  title: string;
  metric: string;
  unit: string;
  sports: Sport[];
  periods: ('week' | 'month' | 'year' | 'all')[];
}

export interface LeaderboardEntry {
  rank: number;
  athleteId: string;
  displayName?: string | undefined;
  score: number;
}

/** A part of a board. */
export interface Leaderboard {
  board: string;
  period: string;
  entries: LeaderboardEntry[];
  /** How many are on the board. */
  total: number;
  nextCursor?: string | undefined;
}

export interface BoardQuery {
  /** A local ISO week `2026-W47`, month `2026-11`, year `2026`, or `all`, which is the default. */
  period?: string | undefined;
  sport?: Sport | undefined;
  /** 50 by default, 200 at most. */
  limit?: number | undefined;
  /** `nextCursor` of an earlier part, to go on after it. */
  cursor?: string | undefined;
}
