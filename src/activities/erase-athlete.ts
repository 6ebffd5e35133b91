import { cancellationSignal, heartbeat } from '@temporalio/activity';
import { eraseAthlete } from '../db/athletes/erasure.ts';
import type { ActivityDependencies } from './dependencies.ts';

/** Deletes all data of the athlete from the database, and their mail from the inbox. */
export const createEraseAthleteData =
  ({ pool, mail }: Pick<ActivityDependencies, 'pool' | 'mail'>) =>
  async ({ athleteUuid }: { athleteUuid: string }): Promise<{ workouts: number }> => {
    const workouts = await eraseAthlete(pool, athleteUuid, () => heartbeat());
    await mail?.mailer.erase?.(athleteUuid);
    return { workouts };
  };

/** Deletes the athlete's executions from Temporal. */
export const createDeleteExecutions =
  ({ deleteExecutionsOf }: Pick<ActivityDependencies, 'deleteExecutionsOf'>) =>
  async ({ athleteUuid }: { athleteUuid: string }): Promise<{ executions: number }> => ({
    executions: await deleteExecutionsOf(athleteUuid, {
      onProgress: () => heartbeat(),
      signal: cancellationSignal(),
    }),
  });
