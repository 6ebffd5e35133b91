/** All names and ids that we use in Temporal. Imports nothing, so that workflows can use it. */

export const TASK_QUEUES = {
  /** Single workouts, uploads and other interactive work. */
  workouts: 'workouts',
  /** Batches, on their own queue, so that a workout saved during an import is not delayed. */
  batches: 'workouts-batch',
  reports: 'reports',
  /** Deliveries wait for external servers, so they have their own queue. */
  webhooks: 'webhooks',
  /** Mail waits for an SMTP server, so it has its own queue. */
  mail: 'mail',
} as const;

/** The worker deployment; its versions are the builds of the workflow code. */
export const DEPLOYMENT_NAME = 'afterburn';

/** Workflow types, as the Temporal UI shows them. */
export const WORKFLOWS = {
  processWorkout: 'ProcessWorkout',
  processWorkoutBatch: 'ProcessWorkoutBatch',
  processUpload: 'ProcessUpload',
  processImport: 'ProcessImport',
  monthlyReports: 'MonthlyReports',
  monthlyReport: 'MonthlyReport',
  eraseAthlete: 'EraseAthlete',
  deliverWebhooks: 'DeliverWebhooks',
  sendEmail: 'SendEmail',
} as const;

/** Signals of workflows. */
export const SIGNALS = { wake: 'wake' } as const;

export const SEARCH_ATTRIBUTES = {
  /** Our UUID; the API's `athleteId` is the app's own id. */
  athleteUuid: 'AthleteUuid',
  sport: 'Sport',
  workoutStatus: 'WorkoutStatus',
} as const;

/** The first execution of a revision has no suffix, so that its id follows from the workout. */
export const processWorkoutId = (ref: {
  workoutId: string;
  revision: number;
  executionNumber: number;
}): string =>
  `process-workout-${ref.workoutId}-r${ref.revision}${ref.executionNumber > 0 ? `-n${ref.executionNumber}` : ''}`;

export const BATCH_ID_PREFIX = 'process-workout-batch-';
export const processWorkoutBatchId = (batchId: string): string => `${BATCH_ID_PREFIX}${batchId}`;

export const processUploadId = (ref: { uploadId: string; executionNumber: number }): string =>
  `process-upload-${ref.uploadId}${ref.executionNumber > 0 ? `-n${ref.executionNumber}` : ''}`;

export const processImportId = (ref: { importId: string; executionNumber: number }): string =>
  `process-import-${ref.importId}${ref.executionNumber > 0 ? `-n${ref.executionNumber}` : ''}`;

export const monthlyReportId = (ref: {
  athleteUuid: string;
  month: string;
  executionNumber: number;
}): string => `monthly-report-${ref.athleteUuid}-${ref.month}-n${ref.executionNumber}`;

export const eraseAthleteId = (ref: { athleteUuid: string; executionNumber: number }): string =>
  `erase-athlete-${ref.athleteUuid}${ref.executionNumber > 0 ? `-n${ref.executionNumber}` : ''}`;

export const deliverWebhooksId = (endpointId: string): string => `deliver-webhooks-${endpointId}`;
export const sendEmailId = (ref: { emailId: string; executionNumber: number }): string =>
  `send-email-${ref.emailId}${ref.executionNumber > 0 ? `-n${ref.executionNumber}` : ''}`;

export const SCHEDULE_ID_PREFIX = 'monthly-reports-';
export const monthlyReportsScheduleId = (timeZone: string): string => `${SCHEDULE_ID_PREFIX}${timeZone}`;
