/**
 * The steps that every accepted workout goes through, in the order of the story: the one table that the workflow
 * runs, that `GET` shows as pending before any worker has seen the workout, and that redriving follows.
 *
 * A step's name is its activity's name. To add a consumer, add one line here (docs/adding-a-step.md); a line that
 * is added later carries a `patch`, so that executions that are already running replay as they were.
 */
export const STEPS = [
  { name: 'calculateCalories', needs: [], summary: 'Estimate the energy of the workout' },
  { name: 'findBestEfforts', needs: [], summary: 'Find the best efforts over the record distances' },
  { name: 'settleDuplicates', needs: [], summary: 'Settle which recordings are the same workout' },
  {
    name: 'awardAchievements',
    needs: ['calculateCalories', 'findBestEfforts', 'settleDuplicates'],
    summary: "Award what the athlete's workouts earned",
  },
  {
    name: 'updateLeaderboards',
    needs: ['calculateCalories', 'findBestEfforts', 'settleDuplicates'],
    summary: "Bring the athlete's leaderboard scores up to date",
  },
  {
    name: 'calculateTrainingLoad',
    needs: [],
    summary: 'Tell how much the workout took out of the athlete',
    patch: 'training-load',
  },
] as const satisfies readonly Step[];

export interface Step {
  name: string;
  /** The steps whose success this one needs; it is skipped for the workouts for which one of them failed. */
  needs: readonly string[];
  /** What the Temporal UI shows beside the activity. */
  summary: string;
  /** The patch that introduced the step, for all but the first ones. */
  patch?: string;
}

export type StepName = (typeof STEPS)[number]['name'];

/** The name under which the end of a workout's processing notes its attempts, beside the steps. */
export const FINISH = 'finishProcessing';

export const getStep = (name: StepName): Step => STEPS.find((step) => step.name === name)!;

/** The steps that this one needs, and those that they need. */
export const allNeeds = (step: Step): string[] =>
  step.needs.flatMap((need) => [need, ...allNeeds(getStep(need as StepName))]);

export const STEP_STATES = ['pending', 'running', 'succeeded', 'failed', 'skipped'] as const;
export type StepState = (typeof STEP_STATES)[number];
