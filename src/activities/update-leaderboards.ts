import { appendEvents } from '../db/events.ts';
import { divideFirstRuns, LONG_HISTORY, withShortOnesWhole } from '../db/first-runs.ts';
import { listRankChanges, listVisibleScores } from '../db/rank-changes.ts';
import { replaceScores } from '../db/leaderboard-scores.ts';
import { listTouchedPeriods, replaceTouchedScores } from '../db/touched-scores.ts';
import { listToldAthletes } from '../db/workout-refs.ts';
import { rankEvents } from '../domain/rank-changes.ts';
import { improvementsBetween } from '../domain/score-improvements.ts';
import type { ActivityDependencies } from './dependencies.ts';
import { createStep } from './step.ts';

type Dependencies = Pick<ActivityDependencies, 'pool' | 'longHistory'>;

/**
 * Brings these athletes' scores up to date. What is new changes only the periods that it lies in; of whom anything else has
 * happened, or little yet, every board and period is summed up anew. Never incremented. Tells those who climbed into or within the top.
 */
export const createUpdateLeaderboards = ({ pool, longHistory = LONG_HISTORY }: Dependencies) =>
  createStep({ pool }, 'updateLeaderboards', async ({ tx, workouts }) => {
    const { firstRuns, whole } = await withShortOnesWhole(tx, divideFirstRuns(workouts), longHistory);
    const touched = await listTouchedPeriods(tx, firstRuns);
    const told = new Set(await listToldAthletes(tx, workouts));
    const seen = {
      whole: whole.filter((athleteUuid) => told.has(athleteUuid)),
      touched: touched.filter(({ athleteUuid }) => told.has(athleteUuid)),
    };
    const before = await listVisibleScores(tx, seen);
    await replaceTouchedScores(tx, touched);
    if (whole.length > 0) await replaceScores(tx, whole);
    const improvements = improvementsBetween(before, await listVisibleScores(tx, seen));
    await appendEvents(tx, rankEvents(await listRankChanges(tx, improvements)));
  });
