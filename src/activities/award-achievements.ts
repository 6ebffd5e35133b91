import { continueStandings } from '../db/standings.ts';
import type { ActivityDependencies } from './dependencies.ts';
import { createStep } from './step.ts';

type Dependencies = Pick<ActivityDependencies, 'pool' | 'worthAState'>;

/** Awards what these athletes' workouts earned, once: the award's primary key makes a repeat a no-op. */
export const createAwardAchievements = ({ pool, worthAState }: Dependencies) =>
  createStep({ pool }, 'awardAchievements', ({ tx, athleteUuids, workouts }) =>
    continueStandings(tx, { athleteUuids, workouts, worthAState }),
  );
