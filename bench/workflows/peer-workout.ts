import { proxyActivities } from '@temporalio/workflow';
import type { PeerWorkout } from '../work/peer-workout.ts';
import type { PeerSteps } from '../work/steps.ts';

const { calculateEnergy, updateScores, awardAndFinish } = proxyActivities<PeerSteps>({
  startToCloseTimeout: '1 minute',
});

/** One execution a workout, one activity a step: as Temporal's own guides write it. */
export async function PeerWorkoutWorkflow(workout: PeerWorkout): Promise<void> {
  await calculateEnergy(workout);
  await updateScores(workout);
  await awardAndFinish(workout);
}
