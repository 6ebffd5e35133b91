import { appendEvents } from '../db/events/events.ts';
import { recomputeScores } from '../db/leaderboards/leaderboard-scores.ts';
import { listRankChanges } from '../db/leaderboards/rank-changes.ts';
import { listAthletesToNotify } from '../db/workouts/workout-refs.ts';
import { rankEvents } from '../domain/rank-changes.ts';
import { improvementsOf } from '../domain/score-improvements.ts';
import type { ActivityDependencies } from './dependencies.ts';
import { createStep } from './step.ts';

/** Recomputes these athletes' leaderboard scores. Notifies athletes who entered the top or rose within it. */
export const createUpdateLeaderboards = ({ pool }: Pick<ActivityDependencies, 'pool'>) =>
  createStep({ pool }, 'updateLeaderboards', async ({ tx, athleteUuids, workouts }) => {
    const changes = await recomputeScores(tx, athleteUuids);
    const notified = new Set(await listAthletesToNotify(tx, workouts));
    const improvements = improvementsOf(changes).filter(({ athleteUuid }) => notified.has(athleteUuid));
    await appendEvents(tx, rankEvents(await listRankChanges(tx, improvements)));
  });
