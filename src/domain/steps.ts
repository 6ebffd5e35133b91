/**
 * The steps of every accepted workout, in order. The workflow runs this list, a redrive follows it, and `GET` shows
 * each step as pending before a worker has seen the workout.
 *
 * A step's name is its activity's name. To add a step, add one line here (docs/adding-a-step.md). A step added after a
 * release needs a `patch`, so that open executions still replay.
 */
export const STEPS = [
  { name: 'calculateCalories', needs: [], summary: 'Estimate the energy of the workout' },
  { name: 'findBestEfforts', needs: [], summary: 'Find the best efforts over the record distances' },
  { name: 'settleDuplicates', needs: [], summary: 'Detect workouts that two devices recorded' },
  {
    name: 'awardAchievements',
    needs: ['calculateCalories', 'findBestEfforts', 'settleDuplicates'],
    summary: 'Award the achievements that the athlete earned',
  },
  {
    name: 'updateLeaderboards',
    needs: ['calculateCalories', 'findBestEfforts', 'settleDuplicates'],
    summary: "Recompute the athlete's leaderboard scores",
  },
  {
    name: 'calculateTrainingLoad',
    needs: [],
    summary: 'Calculate the training load of the workout',
  },
] as const satisfies readonly Step[];

export interface Step {
  name: string;
  /** Steps that must succeed first. If one of them fails for a workout, this step is skipped for it. */
  needs: readonly string[];
  /** Shown beside the activity in the Temporal UI. */
  summary: string;
  /** The patch id of a step that was added after a release. */
  patch?: string;
}

export type StepName = (typeof STEPS)[number]['name'];

/** The activity that ends processing. It records its attempts beside the steps, under this name. */
export const FINISH = 'finishProcessing';

export const getStep = (name: StepName): Step => STEPS.find((step) => step.name === name)!;

/** Returns the steps that this one needs, directly or indirectly. */
export const allNeeds = (step: Step): string[] =>
  step.needs.flatMap((need) => [need, ...allNeeds(getStep(need as StepName))]);

export const STEP_STATES = ['pending', 'running', 'succeeded', 'failed', 'skipped'] as const;
export type StepState = (typeof STEP_STATES)[number];
