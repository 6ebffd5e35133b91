/** `@afterburn/client`: for app back ends and browsers. */
export { createAfterburnClient, type AfterburnClient, type ClientOptions } from './client.ts';
export type { Clock } from './clock.ts';
export {
  AfterburnError,
  DuplicateWorkoutError,
  IdempotencyKeyReusedError,
  NoAnswerError,
  ProblemError,
} from './errors.ts';
export type { EventsOptions } from './follow-events.ts';
export type { ResumedSave, SaveOptions } from './outbox.ts';
export type { Page, Paged, PageQuery } from './paging.ts';
export type { RequestOptions } from './requests.ts';
export type { RetryOptions } from './retry.ts';
export {
  createWebStorageStore,
  MemoryStore,
  type PendingSave,
  type SaveStore,
  type WebStorage,
} from './save-store.ts';
export type { Credential, Fetch } from './transport.ts';
export type { ImportRequest } from './imports.ts';
export type { UploadRequest } from './uploads.ts';
export type { SeenWorkout, WorkoutQuery } from './workouts.ts';

export type {
  Achievement,
  Achievements,
  Athlete,
  AthleteProfile,
  AthleteToken,
  ErasedAthlete,
  LoadBasis,
  PersonalRecord,
  TrainingDay,
  TrainingLoad,
  TrainingLoadQuery,
  Weight,
} from './contract/athletes.ts';
export type { AthleteEvent } from './contract/events.ts';
export type {
  AcceptedImport,
  AcceptedUpload,
  EntryProblem,
  Import,
  Upload,
  UploadStatus,
} from './contract/files.ts';
export type { Board, BoardQuery, Leaderboard, LeaderboardEntry } from './contract/leaderboards.ts';
export type { FieldProblem, Problem, ProblemCode } from './contract/problems.ts';
export type { MonthlyReport, ReportAnswer, ReportMonth, ReportTotals } from './contract/reports.ts';
export type {
  AcceptedWorkout,
  Award,
  Cleaning,
  Energy,
  ExplainedEnergy,
  ProcessingStep,
  Sport,
  WorkoutFlag,
  Visibility,
  Workout,
  WorkoutFacts,
  WorkoutPatch,
  WorkoutStatus,
  WorkoutSubmission,
  WorkoutSummary,
} from './contract/workouts.ts';
