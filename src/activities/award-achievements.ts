import { replaceStandings } from '../db/standings.ts';
import type { ActivityDependencies } from './dependencies.ts';
import { createStep } from './step.ts';

/** Awards what these athletes' workouts earned, once: the award's primary key makes a repeat a no-op. */
export const createAwardAchievements = (dependencies: Pick<ActivityDependencies, 'pool'>) =>
  createStep(dependencies, 'awardAchievements', ({ tx, athleteUuids }) => replaceStandings(tx, athleteUuids));
