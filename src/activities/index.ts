import { createAwardAchievements } from './award-achievements.ts';
import { createBuildMonthlyReport } from './build-monthly-report.ts';
import { createBuildMonthlyReports } from './build-monthly-reports.ts';
import { createCalculateCalories } from './calculate-calories.ts';
import { createCalculateTrainingLoad } from './calculate-training-load.ts';
import { createDeliverEvents } from './deliver-events.ts';
import type { ActivityDependencies } from './dependencies.ts';
import { endsExecution } from './end-execution.ts';
import { createDeleteExecutions, createEraseAthleteData } from './erase-athlete.ts';
import { createFindBestEfforts } from './find-best-efforts.ts';
import { createFinishProcessing } from './finish-processing.ts';
import { withSafeFailures } from './failure-policy.ts';
import { withNotedAttempts } from './noted-attempts.ts';
import { createPlanMonthlyReports } from './plan-monthly-reports.ts';
import { createReadRecording } from './read-recording.ts';
import { createSendEmail } from './send-email.ts';
import { createSettleImport } from './settle-import.ts';
import { createSettleDuplicates } from './settle-duplicates.ts';
import { createUpdateLeaderboards } from './update-leaderboards.ts';

/** Creates all activities. A step's activity has the step's name. */
export const createActivities = (dependencies: ActivityDependencies) =>
  withSafeFailures({
    calculateCalories: createCalculateCalories(dependencies),
    findBestEfforts: createFindBestEfforts(dependencies),
    settleDuplicates: createSettleDuplicates(dependencies),
    awardAchievements: createAwardAchievements(dependencies),
    updateLeaderboards: createUpdateLeaderboards(dependencies),
    calculateTrainingLoad: createCalculateTrainingLoad(dependencies),
    finishProcessing: endsExecution(
      dependencies,
      createFinishProcessing(dependencies),
      ({ next }) => next === undefined,
    ),
    planMonthlyReports: createPlanMonthlyReports(),
    buildMonthlyReports: createBuildMonthlyReports(dependencies),
    deliverEvents: createDeliverEvents(dependencies),
    ...withNotedAttempts(dependencies, {
      readRecording: endsExecution(dependencies, createReadRecording(dependencies)),
      settleImport: endsExecution(dependencies, createSettleImport(dependencies), ({ settled }) => settled),
      eraseAthleteData: createEraseAthleteData(dependencies),
      deleteExecutions: endsExecution(dependencies, createDeleteExecutions(dependencies)),
      buildMonthlyReport: endsExecution(dependencies, createBuildMonthlyReport(dependencies)),
      sendEmail: endsExecution(dependencies, createSendEmail(dependencies)),
    }),
  });

export type Activities = ReturnType<typeof createActivities>;
