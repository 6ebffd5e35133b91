import { replaceScores } from '../db/leaderboard-scores.ts';
import type { ActivityDependencies } from './dependencies.ts';
import { createStep } from './step.ts';

/** Brings these athletes' scores up to date, on every board and period; recomputed, never incremented. */
export const createUpdateLeaderboards = (dependencies: Pick<ActivityDependencies, 'pool'>) =>
  createStep(dependencies, 'updateLeaderboards', ({ tx, athleteUuids }) => replaceScores(tx, athleteUuids));
