import { presentAchievement, type Award } from '../../domain/achievements/index.ts';
import { explainEnergy } from '../../domain/energy/index.ts';
import { explainFlags } from '../../domain/flag-reasons.ts';
import { localDateOf } from '../../domain/local-time.ts';
import { FINISH, STEPS } from '../../domain/steps.ts';
import type { StoredStep, WorkoutDetail } from '../../db/workouts/workout-detail.ts';
import type { WorkoutView } from '../../db/workouts/workout-reads.ts';

/** Returns the body of every 202 for a workout. A repeated request gets the same one. */
export const toAccepted = ({
  workoutId,
  revision,
  athleteId,
}: {
  workoutId: string;
  revision: number;
  athleteId: string;
}) => ({
  id: workoutId,
  revision,
  status: 'accepted' as const,
  links: {
    self: `/v1/workouts/${workoutId}`,
    events: `/v1/athletes/${athleteId}/events`,
    temporal: `/v1/workouts/${workoutId}/temporal`,
  },
});

export function toWorkoutSummary(view: WorkoutView) {
  const {
    workoutId,
    executionNumber: _executionNumber,
    workflowId: _workflowId,
    energy,
    energyUnavailableReason,
    duplicateOf,
    flagReview: _flagReview,
    cleaning,
    athleteTimeZone,
    ...facts
  } = view;
  const startedAt = view.startedAt.toISOString();
  return {
    id: workoutId,
    ...facts,
    startedAt,
    localDate: localDateOf(startedAt, view.timeZone ?? athleteTimeZone),
    energy: energy && { ...energy, deviceKcal: view.energyKcal },
    ...(energyUnavailableReason === null ? {} : { energyUnavailableReason }),
    ...(duplicateOf === null ? {} : { duplicateOf }),
    ...(cleaning === null ? {} : { cleaning }),
  };
}

/** Returns a workout with all results so far. */
export function toWorkout(view: WorkoutView, { bestEfforts, awards, steps }: WorkoutDetail) {
  const { energy, ...summary } = toWorkoutSummary(view);
  return {
    ...summary,
    energy: energy && { ...energy, ...explainEnergy(energy) },
    flagReasons: explainFlags(view.flags, view, bestEfforts),
    ...(view.flagReview === null ? {} : { flagReview: view.flagReview }),
    bestEfforts,
    awards: awards.map(toAward),
    processing: { steps: toSteps(steps), workflowId: view.workflowId },
  };
}

/** Returns all steps in their order. A step without a row of this revision is pending, so it shows before it starts. */
export function toSteps(steps: readonly StoredStep[]) {
  const known = new Map(steps.map((step) => [step.name, step]));
  return namesOf(known).map((name) => {
    const step = known.get(name);
    if (!step) return { name, state: 'pending' as const, attempts: 0 };
    return {
      name,
      state: step.state,
      attempts: step.attempts,
      ...(step.lastError === null ? {} : { lastError: step.lastError }),
      ...(step.finishedAt === null ? {} : { finishedAt: new Date(step.finishedAt).toISOString() }),
    };
  });
}

/** Lists `finishProcessing` only if it failed. */
const namesOf = (known: ReadonlyMap<string, unknown>): string[] => [
  ...STEPS.map(({ name }) => name),
  ...(known.has(FINISH) ? [FINISH] : []),
];

export const toAward = ({ achievementId, tier, periodKey, workoutId, earnedAt }: Award) => ({
  achievementId,
  ...presentAchievement(achievementId),
  ...(tier === undefined ? {} : { tier }),
  ...(periodKey === '' ? {} : { periodKey }),
  workoutId,
  earnedAt: new Date(earnedAt).toISOString(),
});
