import { createRoute } from '@hono/zod-openapi';
import {
  readLeaderboardAround,
  readLeaderboardPage,
  type BoardEntry,
} from '../../db/leaderboards/leaderboard-reads.ts';
import { LEADERBOARDS, findLeaderboard, type Leaderboard } from '../../domain/leaderboards.ts';
import { InvalidParameter, NotFound } from '../../domain/errors.ts';
import type { Sport } from '../../domain/workout.ts';
import { createLeaderboardTotals } from '../leaderboard-totals.ts';
import { decodeCursor, toPage } from '../http/cursor.ts';
import type { RouteDependencies } from '../dependencies.ts';
import { boardList, boardPath, boardPlace, boardQuery, leaderboard } from '../schemas/leaderboard.ts';
import { problems } from '../schemas/problem.ts';
import { json, type Router } from './router.ts';

const list = createRoute({
  method: 'get',
  path: '/v1/leaderboards',
  operationId: 'listLeaderboards',
  summary: 'List leaderboards',
  description: 'Returns all leaderboards with their units, sports and kinds of period.',
  tags: ['Leaderboards'],
  responses: { 200: json(boardList, 'All leaderboards'), ...problems('everywhere') },
});

const get = createRoute({
  method: 'get',
  path: '/v1/leaderboards/{board}',
  operationId: 'getLeaderboard',
  summary: 'Read a leaderboard',
  description:
    'Ranks the athletes of your app. Equal scores share a rank and the next one is skipped (1, 2, 2, 4); ties are ordered by athleteId. Private athletes and private, flagged, duplicate or deleted workouts do not count.',
  tags: ['Leaderboards'],
  request: {
    params: boardPath,
    query: boardQuery,
  },
  responses: {
    200: json(leaderboard, 'One page of the leaderboard'),
    ...problems('everywhere', 'not-found', 'invalid-parameter'),
  },
});

/** Adds the routes for leaderboards of an app's public athletes. */
export function addLeaderboardRoutes(routes: Router, { database }: RouteDependencies) {
  const totalOf = createLeaderboardTotals();

  routes.openapi(list, (c) => c.json({ boards: LEADERBOARDS.map(toBoard) }, 200));

  routes.openapi(get, async (c) => {
    const { limit, cursor, period, sport, around } = c.req.valid('query');
    const board = findLeaderboard(c.req.valid('param').board);
    if (!board) throw new NotFound();
    if (around !== undefined && cursor !== undefined) {
      throw new InvalidParameter('around cannot be combined with cursor.');
    }
    const after = decodeCursor(boardPlace, cursor);
    const read = {
      appId: c.var.principal.appId,
      board,
      period,
      sport: scoredSport(board, sport),
      limit: limit + 1,
    };
    const { entries, total } = await database.readSnapshot(async (db) => ({
      entries:
        around === undefined
          ? await readLeaderboardPage(db, { ...read, after })
          : await readLeaderboardAround(db, {
              ...read,
              athleteId: around,
              mostAbove: Math.floor((limit - 1) / 2),
            }),
      total: await totalOf(db, read),
    }));
    const { page, ...next } = toPage(entries, limit, ({ score, athleteId }) => ({ score, athleteId }));
    return c.json({ board: board.board, period, entries: page.map(toEntry), total, ...next }, 200);
  });
}

/** Returns the sport of the scores: run for fastest times, else the requested one or all. */
function scoredSport(board: Leaderboard, sport: Sport | undefined): string {
  if (sport !== undefined && !board.sports.includes(sport))
    throw new InvalidParameter(`sport must be one of ${board.sports.join(', ')}.`);
  return sport ?? (board.effortDistanceMeters === undefined ? '' : 'run');
}

const toBoard = ({ board, title, metric, unit, sports, periods }: Leaderboard) => ({
  board,
  title,
  metric,
  unit,
  sports: [...sports],
  periods: [...periods],
});

const toEntry = ({ rank, athleteId, displayName, score }: BoardEntry) => ({
  rank,
  athleteId,
  ...(displayName === null ? {} : { displayName }),
  score,
});
