import { appendEvents } from '../db/events.ts';
import { listClimbs, listVisibleScores, type Climb } from '../db/leaderboard-climbs.ts';
import { replaceScores } from '../db/leaderboard-scores.ts';
import { listToldAthletes } from '../db/workout-refs.ts';
import { improvementsBetween } from '../domain/climbs.ts';
import type { AthleteEvent } from '../domain/events.ts';
import type { ActivityDependencies } from './dependencies.ts';
import { createStep } from './step.ts';

/**
 * Brings these athletes' scores up to date, on every board and period; recomputed, never incremented. Tells those who
 * climbed into or within the top of a board.
 */
export const createUpdateLeaderboards = (dependencies: Pick<ActivityDependencies, 'pool'>) =>
  createStep(dependencies, 'updateLeaderboards', async ({ tx, athleteUuids, workouts }) => {
    const told = await listToldAthletes(tx, workouts);
    const before = await listVisibleScores(tx, told);
    await replaceScores(tx, athleteUuids);
    const improvements = improvementsBetween(before, await listVisibleScores(tx, told));
    await appendEvents(tx, (await listClimbs(tx, improvements)).map(rankEvent));
  });

const rankEvent = ({ athleteUuid, board, period, rank, previousRank, score }: Climb): AthleteEvent => ({
  athleteUuid,
  type: 'leaderboard.rank_changed',
  data: { board: board.board, period, rank, previousRank, score },
});
