import { proxyActivities, setCurrentDetails } from '@temporalio/workflow';
import type { Activities } from '../activities/index.ts';
import { longRunning } from './activity-profiles.ts';

/** Erases an athlete after the 202: first the data, then the executions. */
export async function EraseAthlete({
  athleteUuid,
}: {
  athleteUuid: string;
}): Promise<{ workouts: number; executions: number }> {
  const { workouts } = await eraseAthleteData({ athleteUuid });
  setCurrentDetails(`${workouts} workouts deleted, with their results.`);
  const { executions } = await deleteExecutions({ athleteUuid });
  setCurrentDetails(`${workouts} workouts and ${executions} executions deleted.`);
  return { workouts, executions };
}

const { eraseAthleteData } = proxyActivities<Pick<Activities, 'eraseAthleteData'>>({
  ...longRunning,
  summary: 'Delete all data of the athlete from the database',
});

const { deleteExecutions } = proxyActivities<Pick<Activities, 'deleteExecutions'>>({
  ...longRunning,
  summary: "Delete the athlete's executions from Temporal",
});
