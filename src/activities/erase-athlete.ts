import { cancellationSignal, heartbeat } from '@temporalio/activity';
import { eraseAthlete } from '../db/athletes/erasure.ts';
import type { ActivityDependencies } from './dependencies.ts';

/** Deletes all data of the athlete from the database. */
export const createEraseAthleteData =
  ({ pool }: Pick<ActivityDependencies, 'pool'>) =>
  async ({ athleteUuid }: { athleteUuid: string }): Promise<{ workouts: number }> => ({
    workouts: await eraseAthlete(pool, athleteUuid, () => heartbeat()),
  });

/** Deletes the athlete's executions from Temporal. */
export const createDeleteExecutions =
  ({ deleteExecutionsOf }: Pick<ActivityDependencies, 'deleteExecutionsOf'>) =>
  async ({ athleteUuid }: { athleteUuid: string }): Promise<{ executions: number }> => ({
    executions: await deleteExecutionsOf(athleteUuid, {
      onProgress: () => heartbeat(),
      signal: cancellationSignal(),
    }),
  });
