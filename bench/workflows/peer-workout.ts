import { proxyActivities } from '@temporalio/workflow';
import type { PeerWorkout } from '../work/peer-workout.ts';
import type { PeerSteps } from '../work/steps.ts';

const { calculateEnergy, updateScores, awardAndFinish } = proxyActivities<PeerSteps>({
  startToCloseTimeout: '1 minute',
});

/** Runs one execution per workout and one activity per step, as in Temporal's guides. */
export async function PeerWorkoutWorkflow(workout: PeerWorkout): Promise<void> {
  await calculateEnergy(workout);
  await updateScores(workout);
  await awardAndFinish(workout);
}
