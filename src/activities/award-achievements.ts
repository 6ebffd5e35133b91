import { recomputeStandings } from '../db/derived/standings.ts';
import type { ActivityDependencies } from './dependencies.ts';
import { createStep } from './step.ts';

/** Awards what these athletes' workouts earned, once: the award's primary key makes a repeat a no-op. */
export const createAwardAchievements = ({ pool }: Pick<ActivityDependencies, 'pool'>) =>
  createStep({ pool }, 'awardAchievements', ({ tx, athleteUuids }) => recomputeStandings(tx, athleteUuids));
