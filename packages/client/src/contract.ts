// Generated from the OpenAPI document by test/contract/tools.test.ts: UPDATE_CONTRACT=1 npx vitest run test/contract

/**
 * A workout to save. Unknown fields are refused.
 */
export type WorkoutSubmission = {
  /**
   * Your own id of the athlete: 1 to 64 letters, digits, `_` or `-`. Unique within your app.
   */
  athleteId: string;
  sport: Sport;
  /**
   * Start of the workout, RFC 3339 with an offset, between 1970 and 25 hours from now. The offset only fixes the instant; `timeZone` decides the local day.
   */
  startedAt: string;
  /**
   * Elapsed time in seconds, pauses included. More than 0, at most 14 days.
   */
  durationSeconds: number;
  /**
   * Time in motion in seconds. At most `durationSeconds`.
   */
  movingSeconds?: number | null | undefined;
  /**
   * Distance in meters.
   */
  distanceMeters?: number | null | undefined;
  /**
   * Total ascent in meters.
   */
  elevationGainMeters?: number | null | undefined;
  /**
   * Average heart rate in beats per minute. At most `maxHeartRate`.
   */
  averageHeartRate?: number | null | undefined;
  /**
   * Maximum heart rate in beats per minute.
   */
  maxHeartRate?: number | null | undefined;
  /**
   * Average power in watts.
   */
  averagePowerWatts?: number | null | undefined;
  /**
   * Energy as measured by the device, in kilocalories. Stored beside the computed value, never mixed with it.
   */
  energyKcal?: number | null | undefined;
  /**
   * IANA time zone of the workout. Default: the athlete's current time zone.
   */
  timeZone?: string | null | undefined;
  /**
   * Title of the workout, at most 500 characters.
   */
  title?: string | null | undefined;
  visibility?: Visibility | undefined;
};

/**
 * Sport of a workout.
 */
export type Sport =
  'run' | 'walk' | 'hike' | 'ride' | 'indoor_ride' | 'swim' | 'row' | 'strength' | 'yoga' | 'other';

/**
 * `private` keeps a workout, or all of an athlete, out of leaderboards.
 */
export type Visibility = 'public' | 'private';

/**
 * Up to 200 workouts to save, of any athletes of the app.
 */
export type WorkoutBatch = {
  /**
   * Workouts to save.
   */
  workouts: Array<BatchWorkout>;
};

/**
 * A workout to save, with its own key.
 */
export type BatchWorkout = {
  /**
   * Your own id of the athlete: 1 to 64 letters, digits, `_` or `-`. Unique within your app.
   */
  athleteId: string;
  sport: Sport;
  /**
   * Start of the workout, RFC 3339 with an offset, between 1970 and 25 hours from now. The offset only fixes the instant; `timeZone` decides the local day.
   */
  startedAt: string;
  /**
   * Elapsed time in seconds, pauses included. More than 0, at most 14 days.
   */
  durationSeconds: number;
  /**
   * Time in motion in seconds. At most `durationSeconds`.
   */
  movingSeconds?: number | null | undefined;
  /**
   * Distance in meters.
   */
  distanceMeters?: number | null | undefined;
  /**
   * Total ascent in meters.
   */
  elevationGainMeters?: number | null | undefined;
  /**
   * Average heart rate in beats per minute. At most `maxHeartRate`.
   */
  averageHeartRate?: number | null | undefined;
  /**
   * Maximum heart rate in beats per minute.
   */
  maxHeartRate?: number | null | undefined;
  /**
   * Average power in watts.
   */
  averagePowerWatts?: number | null | undefined;
  /**
   * Energy as measured by the device, in kilocalories. Stored beside the computed value, never mixed with it.
   */
  energyKcal?: number | null | undefined;
  /**
   * IANA time zone of the workout. Default: the athlete's current time zone.
   */
  timeZone?: string | null | undefined;
  /**
   * Title of the workout, at most 500 characters.
   */
  title?: string | null | undefined;
  visibility?: Visibility | undefined;
  /**
   * Makes this save idempotent. Without it, a hash of the content is used. Keys never expire.
   */
  idempotencyKey?: string | undefined;
};

/**
 * JSON merge patch (RFC 7396): absent fields stay as they are, null clears a field.
 */
export type WorkoutPatch = {
  sport?: Sport | undefined;
  /**
   * Start of the workout, RFC 3339 with an offset, between 1970 and 25 hours from now. The offset only fixes the instant; `timeZone` decides the local day.
   */
  startedAt?: string | undefined;
  /**
   * Elapsed time in seconds, pauses included. More than 0, at most 14 days.
   */
  durationSeconds?: number | undefined;
  /**
   * Time in motion in seconds. At most `durationSeconds`.
   */
  movingSeconds?: number | null | undefined;
  /**
   * Distance in meters.
   */
  distanceMeters?: number | null | undefined;
  /**
   * Total ascent in meters.
   */
  elevationGainMeters?: number | null | undefined;
  /**
   * Average heart rate in beats per minute. At most `maxHeartRate`.
   */
  averageHeartRate?: number | null | undefined;
  /**
   * Maximum heart rate in beats per minute.
   */
  maxHeartRate?: number | null | undefined;
  /**
   * Average power in watts.
   */
  averagePowerWatts?: number | null | undefined;
  /**
   * Energy as measured by the device, in kilocalories. Stored beside the computed value, never mixed with it.
   */
  energyKcal?: number | null | undefined;
  /**
   * IANA time zone of the workout. Default: the athlete's current time zone.
   */
  timeZone?: string | null | undefined;
  /**
   * Title of the workout, at most 500 characters.
   */
  title?: string | null | undefined;
  visibility?: Visibility | null | undefined;
  /**
   * Only `null` is allowed: the workout counts again although it looks like a duplicate.
   */
  duplicateOf?: string | null | undefined;
};

/**
 * Decision about the flags of a workout.
 */
export type FlagReviewRequest = {
  decision: FlagDecision;
  /**
   * Reason for the decision. Shown with the workout.
   */
  reason: string;
};

/**
 * `clear`: the workout counts in spite of its flags. `keep`: the flags stay.
 */
export type FlagDecision = 'keep' | 'clear';

/**
 * A form with one file.
 */
export type FileForm = {
  /**
   * The recording. The only file of the form.
   */
  file: Blob | File;
};

/**
 * Complete profile of an athlete. Fields left out are reset to their defaults: `metric`, `public`, otherwise null.
 */
export type AthleteProfile = {
  /**
   * IANA time zone name, spelled exactly.
   */
  timeZone: string;
  sex?: Sex | null | undefined;
  /**
   * Date of birth. Heart-rate formulas need the age.
   */
  birthDate?: string | null | undefined;
  /**
   * Body weight in kilograms, recorded for the athlete's local today.
   */
  weightKg?: number | null | undefined;
  /**
   * Height in centimeters.
   */
  heightCm?: number | null | undefined;
  /**
   * Resting heart rate in beats per minute. Below `maxHeartRate`.
   */
  restingHeartRate?: number | null | undefined;
  /**
   * Maximum heart rate in beats per minute.
   */
  maxHeartRate?: number | null | undefined;
  /**
   * Functional threshold power in watts. Needed for the training stress score.
   */
  ftpWatts?: number | null | undefined;
  /**
   * Maximal oxygen uptake in ml/kg/min.
   */
  vo2Max?: number | null | undefined;
  units?: Units | undefined;
  /**
   * Name shown on leaderboards, at most 100 characters.
   */
  displayName?: string | null | undefined;
  leaderboardVisibility?: Visibility | undefined;
};

/**
 * Sex, as energy formulas use it.
 */
export type Sex = 'female' | 'male';

/**
 * Units of report pages and mails: `metric` shows km and m, `imperial` mi and ft. JSON always has meters.
 */
export type Units = 'metric' | 'imperial';

/**
 * A weight to record.
 */
export type WeightInput = {
  /**
   * Body weight in kilograms.
   */
  weightKg: number;
};

/**
 * Complete settings of an athlete. Fields left out are reset. Set a consent only when the athlete gave it: an unsubscribe link withdraws it.
 */
export type Notifications = {
  /**
   * Address. Null, the default: no e-mail.
   */
  email?: string | null | undefined;
  /**
   * Whether the athlete agreed to get the monthly report by e-mail. Default: false.
   */
  reportByEmail?: boolean | undefined;
  /**
   * Whether the athlete agreed to e-mail about new achievements. Default: false.
   */
  badgesByEmail?: boolean | undefined;
  quietHours?: QuietHours | null | undefined;
};

/**
 * Daily interval in which no e-mail is sent, in the athlete's time zone.
 */
export type QuietHours = {
  /**
   * Start on the athlete's clock, `HH:mm`.
   */
  from: string;
  /**
   * End. Before `from`, it is on the next day.
   */
  to: string;
};

/**
 * Options of a new athlete token.
 */
export type TokenRequest = {
  /**
   * Lifetime of the token in seconds, at most 30 days. Default: 3600.
   */
  expiresInSeconds?: number | undefined;
};

/**
 * A card to share.
 */
export type ShareCardRequest = {
  of: ShareCardSubject;
  /**
   * Id of the athlete's workout or earned achievement, or a month `yyyy-MM` that has a report.
   */
  id: string;
  format?: ShareCardFormat | undefined;
  /**
   * Whether the card of a workout shows its route. Send true only with the athlete's consent. What lies within 200 m of the start and of the end is never drawn.
   */
  map?: boolean | undefined;
  /**
   * Lifetime of the link in seconds, at most 90 days. Default: 30 days.
   */
  expiresInSeconds?: number | undefined;
};

/**
 * What a card shows.
 */
export type ShareCardSubject = 'workout' | 'achievement' | 'month';

/**
 * `landscape`: 1200 × 630 pixels, for a link preview. `portrait`: 1080 × 1920, for a story.
 */
export type ShareCardFormat = 'landscape' | 'portrait';

/**
 * Where to send which events.
 */
export type WebhookEndpointRequest = {
  /**
   * Where events are posted: https, on a public address. Redirects are not followed.
   */
  url: string;
  /**
   * Types of events to send. Null: all.
   */
  eventTypes?: Array<WebhookEventType> | null | undefined;
  /**
   * The only athlete whose events are sent. Null: all, and events about the app.
   */
  athleteId?: string | null | undefined;
  /**
   * For people.
   */
  description?: string | null | undefined;
};

/**
 * Type of an event that webhooks send.
 */
export type WebhookEventType =
  | 'workout.accepted'
  | 'workout.processed'
  | 'achievement.earned'
  | 'achievement.revoked'
  | 'record.broken'
  | 'leaderboard.rank_changed'
  | 'report.ready'
  | 'import.processed'
  | 'upload.failed'
  | 'webhook.failing'
  | 'webhook.disabled';

/**
 * Changes; absent fields stay, null selects all.
 */
export type WebhookEndpointPatch = {
  /**
   * Where events are posted: https, on a public address. Redirects are not followed.
   */
  url?: string | undefined;
  /**
   * Types of events to send. Null: all.
   */
  eventTypes?: Array<WebhookEventType> | null | undefined;
  /**
   * The only athlete whose events are sent. Null: all, and events about the app.
   */
  athleteId?: string | null | undefined;
  /**
   * For people.
   */
  description?: string | null | undefined;
  status?: WebhookSwitch | undefined;
};

/**
 * `enabled` continues with the event at which the endpoint stopped.
 */
export type WebhookSwitch = 'enabled' | 'disabled';

/**
 * How to replace the secret.
 */
export type WebhookRotation = {
  /**
   * How long the previous secret also signs: up to 7 days. Default: one day.
   */
  gracePeriodSeconds?: number | undefined;
};

/**
 * Which example to send.
 */
export type WebhookExampleRequest = {
  eventType: WebhookEventType;
};

/**
 * One event, or a range.
 */
export type WebhookResendRequest = {
  /**
   * One event.
   */
  eventId?: string | undefined;
  /**
   * All events of an athlete.
   */
  athleteId?: string | undefined;
  /**
   * Events from this instant on.
   */
  since?: string | undefined;
  /**
   * Events up to this instant.
   */
  until?: string | undefined;
};

/**
 * Which failed workouts to retry. With `step`, only those where this step failed or was skipped.
 */
export type RedriveRequest = {
  step?: StepName | undefined;
  /**
   * Only workouts whose processing ended at this instant or later.
   */
  since?: string | undefined;
  /**
   * Reports what would be queued, without queueing it. Default: false.
   */
  dryRun?: boolean | undefined;
};

/**
 * Name of a processing step.
 */
export type StepName =
  | 'calculateCalories'
  | 'findBestEfforts'
  | 'settleDuplicates'
  | 'awardAchievements'
  | 'updateLeaderboards'
  | 'calculateTrainingLoad';

/**
 * The catalogue of event types.
 */
export type EventTypes = {
  /**
   * All types of events.
   */
  eventTypes: Array<EventType>;
};

/**
 * A type of event.
 */
export type EventType = {
  /**
   * Type of the event, and name of the server-sent event.
   */
  type: string;
  /**
   * When the event is sent.
   */
  description: string;
  /**
   * JSON Schema (2020-12) of the whole event.
   */
  schema: {
    [key: string]: unknown;
  };
  /**
   * A whole event, as the stream sends it, or as `GET /v1/events` returns it.
   */
  example: {
    [key: string]: unknown;
  };
};

/**
 * An error (RFC 9457).
 */
export type Problem = {
  /**
   * Kind of problem. GET this URL for an explanation. Match on it, not on texts.
   */
  type: string;
  /**
   * Short name of the kind of problem.
   */
  title: string;
  /**
   * HTTP status.
   */
  status: number;
  /**
   * What went wrong here, for people.
   */
  detail: string;
  /**
   * Identifies this occurrence.
   */
  instance: string;
  /**
   * Id of the request, as in `X-Request-Id` and in the logs.
   */
  requestId: string;
  /**
   * Invalid fields of a `validation-error`.
   */
  errors?: Array<FieldError> | undefined;
  /**
   * Existing workout of a `duplicate-workout`.
   */
  workoutId?: string | undefined;
  /**
   * Of `not-ready`: whether PostgreSQL is reachable.
   */
  postgres?: boolean | undefined;
  /**
   * Of `not-ready`: whether Temporal is reachable.
   */
  temporal?: boolean | undefined;
  /**
   * Of `not-ready`: whether the process is shutting down.
   */
  draining?: boolean | undefined;
};

/**
 * One invalid field.
 */
export type FieldError = {
  /**
   * JSON pointer (RFC 6901) into the body.
   */
  pointer: string;
  /**
   * Kind of error, such as `required`, `too-big` or `unknown-field`.
   */
  code: string;
  /**
   * What is wrong, for people.
   */
  detail: string;
};

/**
 * A committed save, edit, deletion or reprocessing.
 */
export type AcceptedWorkout = {
  /**
   * Id of the workout.
   */
  id: string;
  /**
   * Revision that was accepted: 1 for a save, one more for each edit or deletion.
   */
  revision: number;
  /**
   * The workout is committed. Processing follows in the background.
   */
  status: 'accepted';
  links: WorkoutLinks;
};

/**
 * Links of an accepted workout.
 */
export type WorkoutLinks = {
  /**
   * The workout.
   */
  self: string;
  /**
   * The athlete's event stream.
   */
  events: string;
  /**
   * Redirects to the workout's execution in the Temporal UI.
   */
  temporal: string;
};

/**
 * A workout with all results computed so far.
 */
export type Workout = {
  /**
   * Id of the workout.
   */
  id: string;
  /**
   * Current revision. Send it as `If-Match` to edit or delete.
   */
  revision: number;
  status: WorkoutStatus;
  /**
   * Your own id of the athlete: 1 to 64 letters, digits, `_` or `-`. Unique within your app.
   */
  athleteId: string;
  sport: Sport;
  /**
   * Start of the workout, in UTC.
   */
  startedAt: string;
  /**
   * Elapsed time in seconds.
   */
  durationSeconds: number;
  /**
   * Time in motion in seconds. Null when unknown.
   */
  movingSeconds: number | null;
  /**
   * Distance in meters. Null when unknown.
   */
  distanceMeters: number | null;
  /**
   * Total ascent in meters. Null when unknown.
   */
  elevationGainMeters: number | null;
  /**
   * Average heart rate in beats per minute. Null when unknown.
   */
  averageHeartRate: number | null;
  /**
   * Maximum heart rate in beats per minute. Null when unknown.
   */
  maxHeartRate: number | null;
  /**
   * Average power in watts. Null when unknown.
   */
  averagePowerWatts: number | null;
  /**
   * Energy as measured by the device, in kilocalories. Null when unknown.
   */
  energyKcal: number | null;
  /**
   * IANA time zone of the workout. Null when the athlete's time zone is used.
   */
  timeZone: string | null;
  /**
   * Title of the workout.
   */
  title: string | null;
  visibility: Visibility;
  /**
   * Local day of the start. It decides the period on leaderboards and in reports.
   */
  localDate: string;
  /**
   * Reasons why the workout is left out of achievements, records and leaderboards. Usually empty.
   */
  flags: Array<WorkoutFlag>;
  energy: ExplainedEnergy | null;
  /**
   * Why energy is null after processing: `weight-unknown`, or `impossible-energy` when the only figure is more than a person can burn.
   */
  energyUnavailableReason?: string | undefined;
  /**
   * Id of the workout that this one duplicates. A duplicate is stored but not counted.
   */
  duplicateOf?: string | undefined;
  cleaning?: Cleaning | undefined;
  /**
   * One reason for each flag.
   */
  flagReasons: Array<FlagReason>;
  flagReview?: FlagReview | undefined;
  /**
   * Best efforts of the workout, by distance.
   */
  bestEfforts: Array<BestEffort>;
  /**
   * Achievements that this workout earned.
   */
  awards: Array<Award>;
  processing: Processing;
};

/**
 * `accepted`: saved and waiting. `processing`: its steps run. `processed`: all steps succeeded. `processed_with_errors`: at least one step failed for good. `deleted`: shown to operators only.
 */
export type WorkoutStatus = 'accepted' | 'processing' | 'processed' | 'processed_with_errors' | 'deleted';

/**
 * The value that exceeds the world record of the sport by more than a margin: the average `speed`, an `effort` within the recording, the `duration`, the `climb`, the average `power`, the `energy` of the device, or the average `heart-rate`.
 */
export type WorkoutFlag =
  | 'implausible-speed'
  | 'implausible-effort'
  | 'implausible-duration'
  | 'implausible-climb'
  | 'implausible-power'
  | 'implausible-energy'
  | 'implausible-heart-rate';

/**
 * Computed energy of a workout, with its explanation.
 */
export type ExplainedEnergy = {
  /**
   * Energy including the resting metabolism, in kilocalories.
   */
  grossKcal: number;
  /**
   * Energy without the resting metabolism. Null when it cannot be computed.
   */
  netKcal: number | null;
  /**
   * `power`, `heart_rate`, `acsm`, `met` or `device`.
   */
  method: string;
  /**
   * Inputs of the method, by names with units.
   */
  inputs: {
    [key: string]: unknown;
  };
  /**
   * Version of the method.
   */
  version: string;
  /**
   * True when an input lies outside the range for which the formula is validated, or a limit of the body replaced the figure (`restingKcal` or `mostKcal` in `inputs`).
   */
  outOfRange: boolean;
  /**
   * Figures of other methods that were rejected. Usually empty.
   */
  rejected: Array<RejectedFigure>;
  /**
   * Energy as measured by the device (`energyKcal` of the save).
   */
  deviceKcal: number | null;
  /**
   * How the value was computed, in sentences for people.
   */
  explanation: string;
  /**
   * Publication that the formula comes from.
   */
  source: string;
};

/**
 * Energy by a method whose figure was rejected.
 */
export type RejectedFigure = {
  /**
   * `power`, `heart_rate` or `device`.
   */
  method: string;
  /**
   * Energy by this method, in kilocalories.
   */
  grossKcal: number;
  reason: RejectionReason;
};

/**
 * `impossible-heart-rate`: no person has such an average. `impossible-energy`: more than a person can burn. `contradicted`: far off two other figures of the workout.
 */
export type RejectionReason = 'impossible-heart-rate' | 'impossible-energy' | 'contradicted';

/**
 * Values of the recording that were ignored. The samples stay stored. Absent without a recording, and until best efforts are found.
 */
export type Cleaning = {
  /**
   * Version of the rules by which the recording was cleaned.
   */
  version: string;
  /**
   * Positions that only an impossible speed could reach.
   */
  droppedPositions: number;
  /**
   * Jumps of the device's distance.
   */
  droppedDistances: number;
  /**
   * Spikes of the altitude, and heights of exactly 0, which mean "no reading".
   */
  droppedHeights: number;
  /**
   * Meters by which the receiver drifted while the athlete rested.
   */
  driftMeters: number;
  /**
   * Meters in a vehicle. They count towards no distance, climb, moving time or best effort.
   */
  vehicleMeters: number;
  /**
   * Seconds in a vehicle.
   */
  vehicleSeconds: number;
  /**
   * Samples of the file that have no time.
   */
  samplesWithoutTime: number;
  /**
   * Samples of an earlier session, which are left out, or after a jump of the device's clock, which are moved back.
   */
  samplesOutsideSession: number;
  /**
   * Totals of the device that its own samples contradict. What the samples show is used instead.
   */
  contradictedTotals: Array<ContradictedTotal>;
};

/**
 * A total of the device that its own samples contradict.
 */
export type ContradictedTotal = 'movingSeconds' | 'distanceMeters' | 'elevationGainMeters';

/**
 * Why a workout is flagged.
 */
export type FlagReason = {
  flag: WorkoutFlag;
  /**
   * Explanation for people, with the limit.
   */
  reason: string;
};

/**
 * Last decision about the flags. An edit of a measured value ends it.
 */
export type FlagReview = {
  decision: FlagDecision;
  /**
   * Reason for the decision. Shown with the workout.
   */
  reason: string;
  /**
   * Flags that were cleared and no longer count.
   */
  clearedFlags: Array<WorkoutFlag>;
};

/**
 * Shortest time over a standard distance within a workout.
 */
export type BestEffort = {
  /**
   * Distance in meters.
   */
  distanceMeters: number;
  /**
   * Shortest time over that distance anywhere in the workout, in seconds.
   */
  durationSeconds: number;
};

/**
 * An achievement that an athlete has earned.
 */
export type Award = {
  /**
   * Id of the achievement, such as `first-run`.
   */
  achievementId: string;
  /**
   * Title to show to the athlete.
   */
  title: string;
  /**
   * Name of the icon, such as `trophy`. `GET /v1/achievements` has its drawing.
   */
  icon: string;
  /**
   * Level of the achievement, from 1. Absent when it has a single level.
   */
  tier?: number | undefined;
  /**
   * Which occurrence of a repeatable achievement: a month `2026-11`, a year `2026`, or the record that was broken. Absent when it can be earned only once.
   */
  periodKey?: string | undefined;
  /**
   * Workout that earned it.
   */
  workoutId: string;
  /**
   * End of that workout.
   */
  earnedAt: string;
};

/**
 * State of processing.
 */
export type Processing = {
  /**
   * All steps in their order. `finishProcessing` is listed only after it failed.
   */
  steps: Array<ProcessingStep>;
  /**
   * Temporal workflow id. Null before the execution starts.
   */
  workflowId: string | null;
};

/**
 * One step of processing a workout.
 */
export type ProcessingStep = {
  /**
   * Name of the step, such as `awardAchievements`.
   */
  name: string;
  state: StepState;
  /**
   * Number of attempts so far.
   */
  attempts: number;
  /**
   * Kind and code of the last error, such as `DatabaseError 22003`.
   */
  lastError?: string | undefined;
  /**
   * When the step ended.
   */
  finishedAt?: string | undefined;
};

/**
 * State of a step. `failed` is final; `skipped` means that a step it depends on failed.
 */
export type StepState = 'pending' | 'running' | 'succeeded' | 'failed' | 'skipped';

/**
 * One page of workouts.
 */
export type WorkoutPage = {
  /**
   * Workouts, newest first.
   */
  workouts: Array<WorkoutSummary>;
  /**
   * Pass it as `cursor` to read the next page. Absent on the last page.
   */
  nextCursor?: string | undefined;
};

/**
 * A workout in a list.
 */
export type WorkoutSummary = {
  /**
   * Id of the workout.
   */
  id: string;
  /**
   * Current revision. Send it as `If-Match` to edit or delete.
   */
  revision: number;
  status: WorkoutStatus;
  /**
   * Your own id of the athlete: 1 to 64 letters, digits, `_` or `-`. Unique within your app.
   */
  athleteId: string;
  sport: Sport;
  /**
   * Start of the workout, in UTC.
   */
  startedAt: string;
  /**
   * Elapsed time in seconds.
   */
  durationSeconds: number;
  /**
   * Time in motion in seconds. Null when unknown.
   */
  movingSeconds: number | null;
  /**
   * Distance in meters. Null when unknown.
   */
  distanceMeters: number | null;
  /**
   * Total ascent in meters. Null when unknown.
   */
  elevationGainMeters: number | null;
  /**
   * Average heart rate in beats per minute. Null when unknown.
   */
  averageHeartRate: number | null;
  /**
   * Maximum heart rate in beats per minute. Null when unknown.
   */
  maxHeartRate: number | null;
  /**
   * Average power in watts. Null when unknown.
   */
  averagePowerWatts: number | null;
  /**
   * Energy as measured by the device, in kilocalories. Null when unknown.
   */
  energyKcal: number | null;
  /**
   * IANA time zone of the workout. Null when the athlete's time zone is used.
   */
  timeZone: string | null;
  /**
   * Title of the workout.
   */
  title: string | null;
  visibility: Visibility;
  /**
   * Local day of the start. It decides the period on leaderboards and in reports.
   */
  localDate: string;
  /**
   * Reasons why the workout is left out of achievements, records and leaderboards. Usually empty.
   */
  flags: Array<WorkoutFlag>;
  energy: Energy | null;
  /**
   * Why energy is null after processing: `weight-unknown`, or `impossible-energy` when the only figure is more than a person can burn.
   */
  energyUnavailableReason?: string | undefined;
  /**
   * Id of the workout that this one duplicates. A duplicate is stored but not counted.
   */
  duplicateOf?: string | undefined;
  cleaning?: Cleaning | undefined;
};

/**
 * Computed energy of a workout.
 */
export type Energy = {
  /**
   * Energy including the resting metabolism, in kilocalories.
   */
  grossKcal: number;
  /**
   * Energy without the resting metabolism. Null when it cannot be computed.
   */
  netKcal: number | null;
  /**
   * `power`, `heart_rate`, `acsm`, `met` or `device`.
   */
  method: string;
  /**
   * Inputs of the method, by names with units.
   */
  inputs: {
    [key: string]: unknown;
  };
  /**
   * Version of the method.
   */
  version: string;
  /**
   * True when an input lies outside the range for which the formula is validated, or a limit of the body replaced the figure (`restingKcal` or `mostKcal` in `inputs`).
   */
  outOfRange: boolean;
  /**
   * Figures of other methods that were rejected. Usually empty.
   */
  rejected: Array<RejectedFigure>;
  /**
   * Energy as measured by the device (`energyKcal` of the save).
   */
  deviceKcal: number | null;
};

/**
 * Result for each workout.
 */
export type WorkoutBatchResults = {
  /**
   * One for each workout, in the order of the request.
   */
  results: Array<BatchResult>;
};

/**
 * Result for one workout.
 */
export type BatchResult = {
  /**
   * 202: committed, with `id`, `revision` and `links`. 409, 410 or 422: refused, with `problem`.
   */
  status: number;
  /**
   * Id of the workout.
   */
  id?: string | undefined;
  /**
   * Revision that was accepted: 1 for a save, one more for each edit or deletion.
   */
  revision?: number | undefined;
  links?: WorkoutLinks | undefined;
  problem?: Problem | undefined;
};

/**
 * A stored file.
 */
export type AcceptedUpload = {
  /**
   * Id of the upload.
   */
  id: string;
  status: UploadStatus;
  links: UploadLinks;
};

/**
 * `accepted`: stored. `processing`: being read. `processed`: its workouts are saved. `failed`: the file cannot be read; see `problem`.
 */
export type UploadStatus = 'accepted' | 'processing' | 'processed' | 'failed';

/**
 * Links of an accepted upload.
 */
export type UploadLinks = {
  /**
   * The upload.
   */
  self: string;
  /**
   * The athlete's event stream.
   */
  events: string;
};

/**
 * State of an uploaded file.
 */
export type Upload = {
  /**
   * Id of the upload.
   */
  id: string;
  status: UploadStatus;
  format: RecordingFormat | null;
  /**
   * Workouts that the file contained, also those that were saved before.
   */
  workoutIds: Array<string>;
  problem?: EntryProblem | undefined;
};

/**
 * Format of a recording, detected from its content.
 */
export type RecordingFormat = 'gpx' | 'tcx' | 'fit';

/**
 * Why a file or a line was refused or skipped.
 */
export type EntryProblem = {
  /**
   * Kind of problem. GET this URL for an explanation. Match on it, not on texts.
   */
  type: string;
  /**
   * Short name of the kind of problem.
   */
  title: string;
  /**
   * What went wrong here, for people.
   */
  detail: string;
  [key: string]: unknown;
};

/**
 * An import whose body was read completely.
 */
export type AcceptedImport = {
  /**
   * Id of the import.
   */
  id: string;
  /**
   * The body was read. Processing continues in the background.
   */
  status: 'processing';
  links: ImportLinks;
};

/**
 * Links of an accepted import.
 */
export type ImportLinks = {
  /**
   * The import.
   */
  self: string;
};

/**
 * Progress of an import.
 */
export type WorkoutImport = {
  /**
   * Id of the import.
   */
  id: string;
  status: ImportStatus;
  /**
   * Number of lines or files read.
   */
  total: number;
  /**
   * Number of accepted entries. A file found unreadable later moves to `refused`.
   */
  accepted: number;
  /**
   * Number of entries that were saved before.
   */
  duplicates: number;
  /**
   * Number of refused entries.
   */
  refused: number;
  /**
   * Number of accepted entries that are processed.
   */
  processed: number;
  /**
   * The first 1,000 refused entries and why.
   */
  problems: Array<ImportProblem>;
};

/**
 * `receiving`: the body is being read. `processing`: workouts are being processed. `processed`: done. `failed`: the body broke off; accepted entries stay, and sending the body again is safe.
 */
export type ImportStatus = 'receiving' | 'processing' | 'processed' | 'failed';

/**
 * Why one line or file was refused.
 */
export type ImportProblem = {
  /**
   * Line number, from 1. NDJSON only.
   */
  line?: number | undefined;
  /**
   * File name in the zip. Zip only.
   */
  file?: string | undefined;
  problem: EntryProblem;
};

/**
 * An athlete's profile.
 */
export type Athlete = {
  /**
   * Your own id of the athlete: 1 to 64 letters, digits, `_` or `-`. Unique within your app.
   */
  athleteId: string;
  /**
   * IANA time zone. It decides the local day of workouts without their own.
   */
  timeZone: string;
  sex: Sex | null;
  /**
   * Date of birth. Null when unknown.
   */
  birthDate: string | null;
  /**
   * Current body weight in kilograms. Null when unknown.
   */
  weightKg: number | null;
  /**
   * Height in centimeters. Null when unknown.
   */
  heightCm: number | null;
  /**
   * Resting heart rate in beats per minute. Null when unknown.
   */
  restingHeartRate: number | null;
  /**
   * Maximum heart rate in beats per minute. Null when unknown.
   */
  maxHeartRate: number | null;
  /**
   * Functional threshold power in watts. Null when unknown.
   */
  ftpWatts: number | null;
  /**
   * Maximal oxygen uptake in ml/kg/min. Null when unknown.
   */
  vo2Max: number | null;
  units: Units;
  /**
   * Name shown on leaderboards. Null when unknown.
   */
  displayName: string | null;
  leaderboardVisibility: Visibility;
};

/**
 * An athlete whose data is being deleted.
 */
export type ErasedAthlete = {
  /**
   * Your own id of the athlete: 1 to 64 letters, digits, `_` or `-`. Unique within your app.
   */
  athleteId: string;
  /**
   * The athlete is no longer visible. Deletion runs in the background.
   */
  status: 'erasing';
};

/**
 * A recorded weight. It applies until the next recorded date.
 */
export type Weight = {
  /**
   * Your own id of the athlete: 1 to 64 letters, digits, `_` or `-`. Unique within your app.
   */
  athleteId: string;
  /**
   * First day on which the weight applies.
   */
  date: string;
  /**
   * Body weight in kilograms.
   */
  weightKg: number;
};

/**
 * An athlete's settings, and whether the address works.
 */
export type StoredNotifications = {
  /**
   * Address. Null: no e-mail.
   */
  email: string | null;
  /**
   * Consent to the monthly report by e-mail.
   */
  reportByEmail: boolean;
  /**
   * Consent to e-mail about new achievements.
   */
  badgesByEmail: boolean;
  quietHours: QuietHours | null;
  /**
   * When the mail server of the address refused it for good. It gets no more e-mail until it is changed.
   */
  bouncedAt: string | null;
  /**
   * SMTP code of that refusal, 500–599.
   */
  bounceCode: number | null;
};

/**
 * A new athlete token.
 */
export type Token = {
  /**
   * Id of the token, to delete it.
   */
  id: string;
  /**
   * The token. It is stored hashed and cannot be read again.
   */
  token: string;
  /**
   * When the token stops working.
   */
  expiresAt: string;
};

/**
 * One page of tokens.
 */
export type TokenList = {
  /**
   * Tokens that work.
   */
  tokens: Array<TokenInfo>;
  /**
   * Pass it as `cursor` to read the next page. Absent on the last page.
   */
  nextCursor?: string | undefined;
};

/**
 * A token, without its secret.
 */
export type TokenInfo = {
  /**
   * Id of the token.
   */
  id: string;
  /**
   * When it was created.
   */
  createdAt: string;
  /**
   * When it stops working.
   */
  expiresAt: string;
};

/**
 * A temporary link to a report.
 */
export type ReportLink = {
  /**
   * Opens the report without further credentials.
   */
  url: string;
  /**
   * When the link stops working.
   */
  expiresAt: string;
};

/**
 * All achievements that can be earned.
 */
export type AchievementCatalogue = {
  /**
   * All achievements, each kind from its lowest target to its highest.
   */
  achievements: Array<Achievement>;
};

/**
 * An achievement that can be earned. Without `sport`, the workouts of all sports count.
 */
export type Achievement = {
  /**
   * Id of the achievement. It never changes.
   */
  id: string;
  /**
   * Title to show to the athlete.
   */
  title: string;
  /**
   * What the athlete has to do, in one sentence.
   */
  description: string;
  /**
   * Name of the icon, such as `trophy`.
   */
  icon: string;
  /**
   * Drawing of the icon: the `d` of an SVG path on 24 × 24, to be drawn as a stroke without a fill.
   */
  iconPath: string;
  kind: AchievementKind;
  /**
   * Value at which it is earned, in the unit of the kind.
   */
  target: number;
  sport?: Sport | undefined;
  repeats: AchievementRepeats;
  /**
   * Level of the achievement, from 1. Absent when it has a single level.
   */
  tier?: number | undefined;
};

/**
 * What is measured, and in which unit: `total-km` is the sum of all distances in kilometers.
 */
export type AchievementKind =
  | 'workouts'
  | 'total-km'
  | 'total-climb-m'
  | 'total-hours'
  | 'longest-km'
  | 'day-streak'
  | 'week-streak'
  | 'eddington'
  | 'active-days'
  | 'early-starts'
  | 'late-starts'
  | 'full-weekends'
  | 'quiet-days'
  | 'record-broken';

/**
 * `ever`: earned once. `month`, `year`: once in each. `occurrence`: each time it happens.
 */
export type AchievementRepeats = 'ever' | 'month' | 'year' | 'occurrence';

/**
 * Earned achievements and progress towards the next ones.
 */
export type Achievements = {
  /**
   * Earned achievements.
   */
  earned: Array<Award>;
  /**
   * The next achievement of each kind.
   */
  progress: Array<AchievementProgress>;
};

/**
 * Progress towards the next achievement of a kind.
 */
export type AchievementProgress = {
  /**
   * Id of the achievement.
   */
  achievementId: string;
  /**
   * Title to show to the athlete.
   */
  title: string;
  /**
   * Name of the icon, such as `trophy`. `GET /v1/achievements` has its drawing.
   */
  icon: string;
  /**
   * Current value, in the unit of the achievement.
   */
  value: number;
  /**
   * Value at which it is earned.
   */
  target: number;
};

/**
 * An athlete's personal records.
 */
export type Records = {
  /**
   * Current records.
   */
  records: Array<PersonalRecord>;
};

/**
 * An athlete's best value of a kind in one sport.
 */
export type PersonalRecord = {
  sport: Sport;
  /**
   * `best_effort`, `longest_distance`, `longest_duration`, `most_elevation`, `highest_average_speed` or `most_energy`.
   */
  kind: string;
  /**
   * Distance of a `best_effort`, in meters.
   */
  distanceMeters?: number | undefined;
  /**
   * Value of the record, in `unit`.
   */
  value: number;
  /**
   * `s`, `m`, `m/s` or `kcal`.
   */
  unit: string;
  /**
   * Workout that set the record.
   */
  workoutId: string;
  /**
   * End of that workout.
   */
  achievedAt: string;
  /**
   * Value that was beaten. Absent for a first record.
   */
  previousValue?: number | undefined;
};

/**
 * Daily training load.
 */
export type TrainingLoad = {
  basis: LoadBasis;
  /**
   * Each day from `from` to `to`.
   */
  days: Array<TrainingDay>;
};

/**
 * `tss`: Training Stress Score, from power. `trimp`: training impulse, from heart rate.
 */
export type LoadBasis = 'tss' | 'trimp';

/**
 * Training load of one day, in points.
 */
export type TrainingDay = {
  /**
   * The day.
   */
  date: string;
  /**
   * Training Stress Score from power. Null when the day has workouts but none with power data.
   */
  tss: number | null;
  /**
   * Training impulse from heart rate. Null when the day has workouts but none with heart-rate data.
   */
  trimp: number | null;
  /**
   * Exponential mean of the load over 42 days.
   */
  fitness: number;
  /**
   * Exponential mean of the load over 7 days.
   */
  fatigue: number;
  /**
   * Fitness minus fatigue: above 0 rested, below 0 tired.
   */
  form: number;
};

/**
 * One event of an athlete. `type` determines the shape of `data`.
 */
export type AthleteEvent =
  | ({
      type: 'workout.accepted';
    } & WorkoutAcceptedEvent)
  | ({
      type: 'workout.processed';
    } & WorkoutProcessedEvent)
  | ({
      type: 'achievement.earned';
    } & AchievementEarnedEvent)
  | ({
      type: 'achievement.revoked';
    } & AchievementRevokedEvent)
  | ({
      type: 'record.broken';
    } & RecordBrokenEvent)
  | ({
      type: 'leaderboard.rank_changed';
    } & RankChangedEvent)
  | ({
      type: 'report.ready';
    } & ReportReadyEvent)
  | ({
      type: 'import.processed';
    } & ImportProcessedEvent)
  | ({
      type: 'upload.failed';
    } & UploadFailedEvent)
  | ({
      type: 'stream.reset';
    } & StreamResetEvent);

/**
 * Processing of a saved, edited or deleted workout has started.
 */
export type WorkoutAcceptedEvent = {
  /**
   * Number of the event, counted per athlete without gaps.
   */
  id: number;
  /**
   * Type of the event. It is also the name of the server-sent event.
   */
  type: 'workout.accepted';
  /**
   * When the event was written.
   */
  timestamp: string;
  /**
   * Your own id of the athlete: 1 to 64 letters, digits, `_` or `-`. Unique within your app.
   */
  athleteId: string;
  data: WorkoutAcceptedData;
};

/**
 * The workout.
 */
export type WorkoutAcceptedData = {
  /**
   * Id of the workout.
   */
  workoutId: string;
  /**
   * Revision of the workout.
   */
  revision: number;
};

/**
 * All steps of a workout have ended. Its results can be read.
 */
export type WorkoutProcessedEvent = {
  /**
   * Number of the event, counted per athlete without gaps.
   */
  id: number;
  /**
   * Type of the event. It is also the name of the server-sent event.
   */
  type: 'workout.processed';
  /**
   * When the event was written.
   */
  timestamp: string;
  /**
   * Your own id of the athlete: 1 to 64 letters, digits, `_` or `-`. Unique within your app.
   */
  athleteId: string;
  data: WorkoutProcessedData;
};

/**
 * The workout and its result.
 */
export type WorkoutProcessedData = {
  /**
   * Id of the workout.
   */
  workoutId: string;
  /**
   * Revision of the workout.
   */
  revision: number;
  /**
   * `processed`, `processed_with_errors` or `deleted`.
   */
  status: string;
  /**
   * Names of the steps that failed or were skipped.
   */
  failedSteps: Array<string>;
};

/**
 * The athlete earned an achievement.
 */
export type AchievementEarnedEvent = {
  /**
   * Number of the event, counted per athlete without gaps.
   */
  id: number;
  /**
   * Type of the event. It is also the name of the server-sent event.
   */
  type: 'achievement.earned';
  /**
   * When the event was written.
   */
  timestamp: string;
  /**
   * Your own id of the athlete: 1 to 64 letters, digits, `_` or `-`. Unique within your app.
   */
  athleteId: string;
  data: AwardEventData;
};

/**
 * An award that was earned or revoked.
 */
export type AwardEventData = {
  /**
   * Id of the achievement.
   */
  achievementId: string;
  /**
   * Title to show to the athlete.
   */
  title: string;
  /**
   * Name of the icon, such as `trophy`.
   */
  icon: string;
  /**
   * Which occurrence of a repeatable achievement.
   */
  periodKey?: string | undefined;
  /**
   * Workout that earned it.
   */
  workoutId: string;
  /**
   * End of that workout. Null once it is deleted.
   */
  earnedAt: string | null;
};

/**
 * An edit or a deletion revoked an achievement.
 */
export type AchievementRevokedEvent = {
  /**
   * Number of the event, counted per athlete without gaps.
   */
  id: number;
  /**
   * Type of the event. It is also the name of the server-sent event.
   */
  type: 'achievement.revoked';
  /**
   * When the event was written.
   */
  timestamp: string;
  /**
   * Your own id of the athlete: 1 to 64 letters, digits, `_` or `-`. Unique within your app.
   */
  athleteId: string;
  data: AwardEventData;
};

/**
 * The athlete broke a personal record.
 */
export type RecordBrokenEvent = {
  /**
   * Number of the event, counted per athlete without gaps.
   */
  id: number;
  /**
   * Type of the event. It is also the name of the server-sent event.
   */
  type: 'record.broken';
  /**
   * When the event was written.
   */
  timestamp: string;
  /**
   * Your own id of the athlete: 1 to 64 letters, digits, `_` or `-`. Unique within your app.
   */
  athleteId: string;
  data: RecordBrokenData;
};

/**
 * The new record.
 */
export type RecordBrokenData = {
  /**
   * Id of the workout.
   */
  workoutId: string;
  sport: Sport;
  /**
   * Kind of record, such as `best_effort`.
   */
  kind: string;
  /**
   * Distance of a `best_effort`, in meters.
   */
  distanceMeters: number | null;
  /**
   * New value, in `unit`. Null once the workout is deleted.
   */
  value: number | null;
  /**
   * `s`, `m`, `m/s` or `kcal`.
   */
  unit: string;
  /**
   * Value that was beaten. Null for a first record.
   */
  previousValue: number | null;
};

/**
 * A workout brought the athlete into the top of leaderboards, or to a better rank there.
 */
export type RankChangedEvent = {
  /**
   * Number of the event, counted per athlete without gaps.
   */
  id: number;
  /**
   * Type of the event. It is also the name of the server-sent event.
   */
  type: 'leaderboard.rank_changed';
  /**
   * When the event was written.
   */
  timestamp: string;
  /**
   * Your own id of the athlete: 1 to 64 letters, digits, `_` or `-`. Unique within your app.
   */
  athleteId: string;
  data: RankChangedData;
};

/**
 * All rank changes of one workout.
 */
export type RankChangedData = {
  /**
   * Most notable first: the better rank, then the longer period.
   */
  changes: Array<RankChange>;
};

/**
 * A new rank on one leaderboard.
 */
export type RankChange = {
  /**
   * Id of the leaderboard.
   */
  board: string;
  /**
   * The period: `2026-W47`, `2026-11`, `2026` or `all`.
   */
  period: string;
  /**
   * New rank.
   */
  rank: number;
  /**
   * Rank before. Null when the athlete was not in the top.
   */
  previousRank: number | null;
  /**
   * Score in the leaderboard's unit.
   */
  score: number;
};

/**
 * A monthly report can be read.
 */
export type ReportReadyEvent = {
  /**
   * Number of the event, counted per athlete without gaps.
   */
  id: number;
  /**
   * Type of the event. It is also the name of the server-sent event.
   */
  type: 'report.ready';
  /**
   * When the event was written.
   */
  timestamp: string;
  /**
   * Your own id of the athlete: 1 to 64 letters, digits, `_` or `-`. Unique within your app.
   */
  athleteId: string;
  data: ReportReadyData;
};

/**
 * The report.
 */
export type ReportReadyData = {
  /**
   * The month, `yyyy-MM`.
   */
  month: string;
  /**
   * Revision of the report.
   */
  revision: number;
  links?: ReportLinks | undefined;
};

/**
 * Where to read the report.
 */
export type ReportLinks = {
  /**
   * The report, as JSON or as a page.
   */
  self: string;
  /**
   * The report as the parts of an e-mail, for apps that send it themselves.
   */
  email: string;
};

/**
 * An import is done. Its workouts have no events of their own.
 */
export type ImportProcessedEvent = {
  /**
   * Number of the event, counted per athlete without gaps.
   */
  id: number;
  /**
   * Type of the event. It is also the name of the server-sent event.
   */
  type: 'import.processed';
  /**
   * When the event was written.
   */
  timestamp: string;
  /**
   * Your own id of the athlete: 1 to 64 letters, digits, `_` or `-`. Unique within your app.
   */
  athleteId: string;
  data: ImportProcessedData;
};

/**
 * The import.
 */
export type ImportProcessedData = {
  /**
   * Id of the import.
   */
  importId: string;
  /**
   * Number of workouts of this athlete in it.
   */
  workouts: number;
};

/**
 * An uploaded file could not be read.
 */
export type UploadFailedEvent = {
  /**
   * Number of the event, counted per athlete without gaps.
   */
  id: number;
  /**
   * Type of the event. It is also the name of the server-sent event.
   */
  type: 'upload.failed';
  /**
   * When the event was written.
   */
  timestamp: string;
  /**
   * Your own id of the athlete: 1 to 64 letters, digits, `_` or `-`. Unique within your app.
   */
  athleteId: string;
  data: UploadFailedData;
};

/**
 * The upload.
 */
export type UploadFailedData = {
  /**
   * Id of the upload.
   */
  uploadId: string;
  /**
   * Code of the problem, such as `recording-truncated`; `/problems/<code>` explains it.
   */
  problem: string;
};

/**
 * The stream could not continue after the requested id, which this athlete never had. Read the state again; the stream continues from now.
 */
export type StreamResetEvent = {
  /**
   * Number of the event, counted per athlete without gaps.
   */
  id: number;
  /**
   * Type of the event. It is also the name of the server-sent event.
   */
  type: 'stream.reset';
  /**
   * When the event was written.
   */
  timestamp: string;
  /**
   * Your own id of the athlete: 1 to 64 letters, digits, `_` or `-`. Unique within your app.
   */
  athleteId: string;
  data: StreamResetData;
};

/**
 * No data.
 */
export type StreamResetData = {
  [key: string]: never;
};

/**
 * One page of months.
 */
export type ReportList = {
  /**
   * Months, newest first.
   */
  reports: Array<ReportMonth>;
  /**
   * Pass it as `cursor` to read the next page. Absent on the last page.
   */
  nextCursor?: string | undefined;
};

/**
 * A month that has a report or will have one.
 */
export type ReportMonth = {
  /**
   * The month, `yyyy-MM`.
   */
  month: string;
  status: ReportState;
  /**
   * Newest revision. Absent before the first one.
   */
  revision?: number | undefined;
  /**
   * Whether the month was over in that revision.
   */
  complete?: boolean | undefined;
  /**
   * When the data of that revision was read.
   */
  asOf?: string | undefined;
  /**
   * True when the report is out of date. Reading it rebuilds it.
   */
  stale: boolean;
};

/**
 * `building`: being generated. `ready`: can be read. `failed`: generation failed; request it again.
 */
export type ReportState = 'building' | 'ready' | 'failed';

/**
 * One athlete's month.
 */
export type MonthlyReport = {
  /**
   * The month, `yyyy-MM`.
   */
  month: string;
  /**
   * Revision of the report, from 1.
   */
  revision: number;
  /**
   * IANA time zone of the athlete.
   */
  timeZone: string;
  /**
   * Start of the month in `timeZone`.
   */
  startsAt: string;
  /**
   * End of the month, exclusive.
   */
  endsAt: string;
  /**
   * When the data was read.
   */
  asOf: string;
  /**
   * False while the month is not over.
   */
  complete: boolean;
  /**
   * False when the month has fewer than 3 workouts. The page then says so instead of showing charts.
   */
  sufficient: boolean;
  totals: ReportTotals;
  /**
   * Totals by sport.
   */
  bySport: Array<ReportSportTotals>;
  previousMonth: ReportComparison;
  sameMonthLastYear: ReportComparison;
  /**
   * Number of days with a workout.
   */
  activeDays: number;
  /**
   * Most consecutive days with a workout.
   */
  longestStreakDays: number;
  /**
   * Records broken in the month.
   */
  recordsBroken: Array<BrokenRecord>;
  /**
   * Achievements earned in the month.
   */
  awards: Array<ReportAward>;
  /**
   * Ranks on leaderboards.
   */
  ranks: Array<BoardRank>;
  bestWorkout: BestWorkout | null;
  /**
   * Every day of the month.
   */
  days: Array<ReportDay>;
  /**
   * Energy by week.
   */
  weeks: Array<ReportWeek>;
  trainingLoad: ReportLoad | null;
};

/**
 * Sums over workouts.
 */
export type ReportTotals = {
  /**
   * Number of workouts.
   */
  workouts: number;
  /**
   * Distance in meters.
   */
  distanceMeters: number;
  /**
   * Moving time in seconds; the duration where moving time is unknown.
   */
  movingSeconds: number;
  /**
   * Total ascent in meters.
   */
  elevationGainMeters: number;
  /**
   * Gross energy in kilocalories.
   */
  energyKcal: number;
};

/**
 * Sums over the workouts of one sport.
 */
export type ReportSportTotals = {
  /**
   * Number of workouts.
   */
  workouts: number;
  /**
   * Distance in meters.
   */
  distanceMeters: number;
  /**
   * Moving time in seconds; the duration where moving time is unknown.
   */
  movingSeconds: number;
  /**
   * Total ascent in meters.
   */
  elevationGainMeters: number;
  /**
   * Gross energy in kilocalories.
   */
  energyKcal: number;
  sport: Sport;
};

/**
 * Totals of another month and the difference from them.
 */
export type ReportComparison = {
  /**
   * The month, `yyyy-MM`.
   */
  month: string;
  totals: ReportTotals;
  change: ReportChanges;
};

/**
 * Difference of each total.
 */
export type ReportChanges = {
  workouts: ReportChange;
  distanceMeters: ReportChange;
  movingSeconds: ReportChange;
  elevationGainMeters: ReportChange;
  energyKcal: ReportChange;
};

/**
 * Difference from another month.
 */
export type ReportChange = {
  /**
   * Reported month minus compared month.
   */
  difference: number;
  /**
   * Difference in percent. Null when the compared value is 0.
   */
  percent: number | null;
};

/**
 * A record that was broken.
 */
export type BrokenRecord = {
  sport: Sport;
  /**
   * Kind of record, such as `best_effort`.
   */
  kind: string;
  /**
   * Distance of a `best_effort`, in meters.
   */
  distanceMeters: number | null;
  /**
   * New value, in `unit`.
   */
  value: number;
  /**
   * `s`, `m`, `m/s` or `kcal`.
   */
  unit: string;
  /**
   * Workout that set the record.
   */
  workoutId: string;
  /**
   * End of that workout.
   */
  achievedAt: string;
  /**
   * Local day of the start of that workout.
   */
  localDate: string;
  /**
   * Value that was beaten.
   */
  previousValue: number | null;
};

/**
 * An achievement that was earned in the month.
 */
export type ReportAward = {
  /**
   * Id of the achievement, such as `first-run`.
   */
  achievementId: string;
  /**
   * Title to show to the athlete.
   */
  title: string;
  /**
   * Name of the icon, such as `trophy`. `GET /v1/achievements` has its drawing.
   */
  icon: string;
  /**
   * Level of the achievement, from 1. Absent when it has a single level.
   */
  tier?: number | undefined;
  /**
   * Which occurrence of a repeatable achievement: a month `2026-11`, a year `2026`, or the record that was broken. Absent when it can be earned only once.
   */
  periodKey?: string | undefined;
  /**
   * Workout that earned it.
   */
  workoutId: string;
  /**
   * End of that workout.
   */
  earnedAt: string;
  /**
   * Local day of the start of that workout.
   */
  localDate: string;
};

/**
 * The athlete's rank on a leaderboard for the month, when the report was generated.
 */
export type BoardRank = {
  /**
   * Id of the leaderboard.
   */
  board: string;
  /**
   * Rank for the month.
   */
  rank: number;
  /**
   * Number of athletes on it.
   */
  total: number;
  /**
   * Share of the other athletes on it that are not ahead, in percent, rounded down. Null below 20 athletes.
   */
  percentile: number | null;
};

/**
 * The best workout of the month.
 */
export type BestWorkout = {
  /**
   * Id of the workout.
   */
  workoutId: string;
  sport: Sport;
  /**
   * Local day of its start.
   */
  localDate: string;
  /**
   * Distance in meters.
   */
  distanceMeters: number | null;
  /**
   * Moving time in seconds.
   */
  movingSeconds: number;
  /**
   * Gross energy in kilocalories.
   */
  energyKcal: number | null;
  /**
   * Number of records that it broke.
   */
  recordsBroken: number;
};

/**
 * Sums over the workouts of one day.
 */
export type ReportDay = {
  /**
   * Number of workouts.
   */
  workouts: number;
  /**
   * Distance in meters.
   */
  distanceMeters: number;
  /**
   * Moving time in seconds; the duration where moving time is unknown.
   */
  movingSeconds: number;
  /**
   * Total ascent in meters.
   */
  elevationGainMeters: number;
  /**
   * Gross energy in kilocalories.
   */
  energyKcal: number;
  /**
   * The day.
   */
  date: string;
  /**
   * Sports of the day.
   */
  sports: Array<Sport>;
};

/**
 * Energy of one week.
 */
export type ReportWeek = {
  /**
   * ISO week.
   */
  week: string;
  /**
   * Gross energy in kilocalories, of the days in this month.
   */
  energyKcal: number;
};

/**
 * Training load of the month.
 */
export type ReportLoad = {
  basis: LoadBasis;
  /**
   * Sum of the month, in points.
   */
  load: number;
  /**
   * Fitness on the last day.
   */
  fitness: number;
  /**
   * Fitness on the day before the month.
   */
  fitnessBefore: number;
  /**
   * Fatigue on the last day.
   */
  fatigue: number;
  /**
   * Fitness minus fatigue: above 0 rested, below 0 tired.
   */
  form: number;
  /**
   * Each day of the month so far.
   */
  days: Array<TrainingDay>;
};

/**
 * A monthly report as an e-mail, for apps that send it themselves. Add your own unsubscribe link.
 */
export type ReportEmail = {
  /**
   * Revision of the report.
   */
  revision: number;
  /**
   * Subject.
   */
  subject: string;
  /**
   * HTML part: at most 600 px wide, without pictures or links.
   */
  html: string;
  /**
   * Text part.
   */
  text: string;
};

/**
 * A report that is being generated.
 */
export type RequestedReport = {
  /**
   * The month, `yyyy-MM`.
   */
  month: string;
  /**
   * The report is being generated.
   */
  status: 'building';
};

/**
 * A link to a card.
 */
export type ShareCard = {
  /**
   * Address of the PNG. It needs no key: anyone with the address sees the card.
   */
  url: string;
  /**
   * When the link stops working.
   */
  expiresAt: string;
};

/**
 * All leaderboards.
 */
export type BoardList = {
  /**
   * All leaderboards.
   */
  boards: Array<Board>;
};

/**
 * A leaderboard: one metric, over a period, for one sport or all.
 */
export type Board = {
  /**
   * Id of the leaderboard, used in URLs, such as `fastest-5k`.
   */
  board: string;
  /**
   * Title to show.
   */
  title: string;
  /**
   * `distance`, `duration`, `energy`, `elevation`, `workouts` or `fastest-effort`.
   */
  metric: string;
  /**
   * Unit of the scores: `m`, `s`, `kcal` or `workouts`.
   */
  unit: string;
  /**
   * Sports that the leaderboard can be filtered by.
   */
  sports: Array<Sport>;
  /**
   * Kinds of period that it supports.
   */
  periods: Array<PeriodKind>;
};

/**
 * Kind of period.
 */
export type PeriodKind = 'week' | 'month' | 'year' | 'all';

/**
 * One page of a leaderboard.
 */
export type Leaderboard = {
  /**
   * Id of the leaderboard.
   */
  board: string;
  /**
   * The period: `2026-W47`, `2026-11`, `2026` or `all`.
   */
  period: string;
  /**
   * Entries in order of rank.
   */
  entries: Array<LeaderboardEntry>;
  /**
   * Number of athletes on the leaderboard.
   */
  total: number;
  /**
   * Pass it as `cursor` to read the next page. Absent on the last page.
   */
  nextCursor?: string | undefined;
};

/**
 * One athlete on a leaderboard.
 */
export type LeaderboardEntry = {
  /**
   * Rank, from 1. Equal scores share a rank.
   */
  rank: number;
  /**
   * Your own id of the athlete: 1 to 64 letters, digits, `_` or `-`. Unique within your app.
   */
  athleteId: string;
  /**
   * The athlete's name. Absent when unknown.
   */
  displayName?: string | undefined;
  /**
   * Score in the leaderboard's unit.
   */
  score: number;
};

/**
 * A page of the app's log.
 */
export type EventPage = {
  /**
   * Events in the order of commit; those of an athlete in order.
   */
  events: Array<LoggedEvent>;
  /**
   * Pass it as `after` to continue, also after an empty page.
   */
  nextCursor: string;
};

/**
 * One event of the app's log.
 */
export type LoggedEvent = {
  /**
   * Id of the event. Webhooks send it as `webhook-id`, the same in each attempt.
   */
  id: string;
  /**
   * When the event was written.
   */
  timestamp: string;
  /**
   * Number of the event in its athlete's stream, or among the app's own: it grows by one. With a filter it has gaps.
   */
  sequence: number;
  /**
   * Type of the event; `GET /v1/event-types` describes each.
   */
  type: string;
  /**
   * The athlete. Null for an event about the app.
   */
  athleteId: string | null;
  /**
   * Data of this type of event.
   */
  data: {
    [key: string]: unknown;
  };
};

/**
 * A receiver of events, with its new secret.
 */
export type WebhookEndpointWithSecret = {
  /**
   * Id of the endpoint.
   */
  id: string;
  /**
   * Where events are posted: https, on a public address. Redirects are not followed.
   */
  url: string;
  /**
   * Types of events to send. Null: all.
   */
  eventTypes: Array<WebhookEventType> | null;
  /**
   * The only athlete whose events are sent. Null: all, and events about the app.
   */
  athleteId: string | null;
  /**
   * For people.
   */
  description: string | null;
  status: WebhookStatus;
  disabledReason?: WebhookDisabledReason | undefined;
  /**
   * The first failed attempt after the last success.
   */
  failingSince?: string | undefined;
  /**
   * Verifies the `v1a` signatures (ed25519).
   */
  publicKey: string;
  /**
   * When it was created.
   */
  createdAt: string;
  /**
   * Verifies the `v1` signatures (HMAC-SHA256). Shown only here.
   */
  secret: string;
};

/**
 * `failing`: a retry failed, or 20 attempts in a row, without a success in between.
 */
export type WebhookStatus = 'enabled' | 'failing' | 'disabled';

/**
 * Why it is disabled: by a PATCH, because it answered 410, or because it failed for five days.
 */
export type WebhookDisabledReason = 'requested' | 'gone' | 'failing';

/**
 * A page of webhook endpoints.
 */
export type WebhookEndpointList = {
  /**
   * The app's endpoints, oldest first.
   */
  webhookEndpoints: Array<WebhookEndpoint>;
  /**
   * Pass it as `cursor` to read the next page. Absent on the last page.
   */
  nextCursor?: string | undefined;
};

/**
 * A receiver of events.
 */
export type WebhookEndpoint = {
  /**
   * Id of the endpoint.
   */
  id: string;
  /**
   * Where events are posted: https, on a public address. Redirects are not followed.
   */
  url: string;
  /**
   * Types of events to send. Null: all.
   */
  eventTypes: Array<WebhookEventType> | null;
  /**
   * The only athlete whose events are sent. Null: all, and events about the app.
   */
  athleteId: string | null;
  /**
   * For people.
   */
  description: string | null;
  status: WebhookStatus;
  disabledReason?: WebhookDisabledReason | undefined;
  /**
   * The first failed attempt after the last success.
   */
  failingSince?: string | undefined;
  /**
   * Verifies the `v1a` signatures (ed25519).
   */
  publicKey: string;
  /**
   * When it was created.
   */
  createdAt: string;
};

/**
 * A page of attempts. Successes are kept for a day, failures for a week.
 */
export type WebhookAttemptList = {
  /**
   * Attempts, newest first.
   */
  attempts: Array<WebhookAttempt>;
  /**
   * Pass it as `cursor` to read the next page. Absent on the last page.
   */
  nextCursor?: string | undefined;
};

/**
 * One attempt to deliver an event.
 */
export type WebhookAttempt = {
  /**
   * Id of the event.
   */
  eventId: string;
  /**
   * Number of the attempt, from 1.
   */
  attempt: number;
  status: WebhookAttemptStatus;
  /**
   * When the request was sent.
   */
  startedAt: string;
  /**
   * How long it took, in milliseconds.
   */
  durationMs: number;
  /**
   * HTTP status of the response. Absent without a response.
   */
  statusCode?: number | undefined;
  /**
   * Why there was no valid response.
   */
  error?: string | undefined;
  /**
   * The first KiB of the response.
   */
  response?: string | undefined;
  /**
   * When the event is sent again. Absent if it is not.
   */
  nextAttemptAt?: string | undefined;
};

/**
 * Only 2xx is a success.
 */
export type WebhookAttemptStatus = 'succeeded' | 'failed';

/**
 * Events that will be sent again.
 */
export type QueuedWebhookResends = {
  /**
   * Number of events that will be sent.
   */
  queued: number;
};

/**
 * An example that will be sent.
 */
export type QueuedWebhookExample = {
  /**
   * Id of the example, as in `webhook-id`.
   */
  eventId: string;
};

/**
 * Delivery statistics of an endpoint.
 */
export type WebhookStatistics = {
  /**
   * Deliveries that succeeded, resends included.
   */
  delivered: number;
  /**
   * Events that were skipped after their last attempt.
   */
  failed: number;
  /**
   * Events that were not delivered yet, resends included. Of a backlog of more than 10,000 events, only the beginning is counted.
   */
  pending: number;
  /**
   * When the oldest of them was written. Absent without any.
   */
  oldestPendingAt?: string | undefined;
  /**
   * 95th percentile of the time from event to receipt, over the newest 1,000 deliveries of the last day; resends do not count. Null without any.
   */
  p95DeliveryMs: number | null;
};

/**
 * Backlog, work in progress, active workers and failures of all apps.
 */
export type Operations = {
  outbox: WaitingWork;
  workouts: WorkoutCounts;
  stuckCounts: StuckCounts;
  /**
   * Open executions by workflow type. Null while Temporal is unreachable.
   */
  openWorkflows: {
    [key: string]: number;
  } | null;
  /**
   * Workers seen in the last minute, by task queue. Null while Temporal is unreachable.
   */
  pollers: {
    [key: string]: number;
  } | null;
  /**
   * Whether each task queue has a worker. Null while unknown.
   */
  workersHealthy: boolean | null;
  /**
   * Steps that failed for good, newest first.
   */
  failed: Array<FailedStep>;
  /**
   * Stuck work, oldest first; at most `limit`.
   */
  stuck: Array<StuckWork>;
  /**
   * Webhook endpoints that are failing, the longest failing first, then disabled ones; at most `limit`.
   */
  webhookEndpoints: Array<UnhealthyWebhookEndpoint>;
  /**
   * Pass it as `cursor` to read the next page. Absent on the last page.
   */
  nextCursor?: string | undefined;
};

/**
 * Accepted work that is not started.
 */
export type WaitingWork = {
  /**
   * Number of accepted workouts, files, imports, reports, erasures and e-mails that have not started.
   */
  waiting: number;
  /**
   * Age of the oldest one in seconds. Null when nothing waits.
   */
  oldestSeconds: number | null;
};

/**
 * Number of workouts by state.
 */
export type WorkoutCounts = {
  unfinished: UnfinishedWorkouts;
  /**
   * Number of workouts that ended with errors. A redrive reprocesses them.
   */
  failed: number;
};

/**
 * Number of unfinished workouts by priority.
 */
export type UnfinishedWorkouts = {
  /**
   * Saved, edited or reprocessed: somebody waits for the result.
   */
  interactive: number;
  /**
   * Imported, redriven, backfilled, or reprocessed after a profile change.
   */
  bulk: number;
};

/**
 * Number of stuck uploads, imports, reports, erasures and e-mails.
 */
export type StuckCounts = {
  /**
   * Number of stuck uploads.
   */
  upload: number;
  /**
   * Number of stuck imports.
   */
  import: number;
  /**
   * Number of stuck monthly reports.
   */
  report: number;
  /**
   * Number of stuck erasures.
   */
  erasure: number;
  /**
   * Number of stuck e-mails.
   */
  email: number;
};

/**
 * A step that failed for good.
 */
export type FailedStep = {
  /**
   * Id of the workout.
   */
  workoutId: string;
  /**
   * Name of the app.
   */
  app: string;
  /**
   * Revision at which the step failed.
   */
  revision: number;
  /**
   * Name of the step.
   */
  step: string;
  /**
   * Kind and code of the last error.
   */
  lastError: string | null;
  /**
   * When processing of the workout ended.
   */
  finishedAt: string;
};

/**
 * Work whose attempts keep failing because of a fault of the service, or a report that failed for good.
 */
export type StuckWork = {
  kind: StuckKind;
  /**
   * Id of the upload, import or e-mail, or internal id of the athlete.
   */
  id: string;
  /**
   * Month of a report.
   */
  month?: string | undefined;
  /**
   * Failed attempts in a row. 0 for a report that failed for good.
   */
  attempts: number;
  /**
   * Kind and code of the last error.
   */
  lastError: string | null;
  /**
   * When its execution was claimed, or the report was requested.
   */
  since: string;
};

/**
 * Kind of stuck work.
 */
export type StuckKind = 'upload' | 'import' | 'report' | 'erasure' | 'email';

/**
 * A webhook endpoint that is failing or disabled, and the execution that delivers to it.
 */
export type UnhealthyWebhookEndpoint = {
  /**
   * Id of the endpoint.
   */
  endpointId: string;
  /**
   * Name of the app.
   */
  app: string;
  status: WebhookStatus;
  disabledReason?: WebhookDisabledReason | undefined;
  /**
   * The first failed attempt after the last success.
   */
  failingSince?: string | undefined;
  /**
   * Why the newest failed attempt failed. Null after a week without any.
   */
  lastError: string | null;
  /**
   * Events that were not delivered yet, resends included. Of a backlog of more than 1,000 events, only the beginning is counted.
   */
  pending: number;
  /**
   * When the oldest of them was written. Absent without any.
   */
  oldestPendingAt?: string | undefined;
  /**
   * Temporal workflow id.
   */
  workflowId: string;
  /**
   * The execution in the Temporal UI. Absent when no Temporal UI is configured.
   */
  url?: string | undefined;
};

/**
 * State, steps and executions of a workout, without its facts.
 */
export type WorkoutOperations = {
  /**
   * Id of the workout.
   */
  workoutId: string;
  /**
   * Name of the app.
   */
  app: string;
  /**
   * Your own id of the athlete: 1 to 64 letters, digits, `_` or `-`. Unique within your app.
   */
  athleteId: string;
  /**
   * Id of the athlete in Temporal: the search attribute `AthleteUuid`.
   */
  athleteUuid: string;
  /**
   * Current revision.
   */
  revision: number;
  status: WorkoutStatus;
  priority: Priority;
  /**
   * When the first revision was accepted.
   */
  acceptedAt: string;
  /**
   * When processing ended. Null while it is unfinished.
   */
  finishedAt: string | null;
  /**
   * All steps in their order. `finishProcessing` is listed only after it failed.
   */
  steps: Array<ProcessingStep>;
  /**
   * The latest execution, and all that are open. Empty while the workout waits.
   */
  executions: Array<WorkoutExecution>;
};

/**
 * Priority of the latest execution.
 */
export type Priority = 'interactive' | 'bulk';

/**
 * A Temporal execution that processes a workout.
 */
export type WorkoutExecution = {
  /**
   * Temporal workflow id.
   */
  workflowId: string;
  /**
   * The execution in the Temporal UI. Absent when no Temporal UI is configured.
   */
  url?: string | undefined;
  kind: ExecutionKind;
  state: ExecutionState;
};

/**
 * `batch`: the execution processes other workouts as well.
 */
export type ExecutionKind = 'workout' | 'batch';

/**
 * `claimed`: it is about to start. `started`: it is open in Temporal. `ended`: it is closed.
 */
export type ExecutionState = 'claimed' | 'started' | 'ended';

/**
 * Result of one page of a redrive.
 */
export type Redrive = {
  /**
   * Whether this was a dry run.
   */
  dryRun: boolean;
  /**
   * Workouts of this page, oldest end first.
   */
  workouts: Array<RedrivenWorkout>;
  /**
   * Number of stuck uploads, imports, reports, erasures and e-mails that were queued.
   */
  stuck: number;
  /**
   * Pass it as `cursor` to read the next page. Absent on the last page.
   */
  nextCursor?: string | undefined;
};

/**
 * A failed workout and whether it was queued again.
 */
export type RedrivenWorkout = {
  /**
   * Id of the workout.
   */
  workoutId: string;
  /**
   * Its revision.
   */
  revision: number;
  /**
   * Steps that run again.
   */
  steps: Array<StepName>;
  outcome: RedriveOutcome;
};

/**
 * `left-alone`: it is already in progress, or has changed.
 */
export type RedriveOutcome = 'queued' | 'left-alone';

/**
 * Liveness of the process.
 */
export type Health = {
  /**
   * The process runs.
   */
  status: 'alive';
};

/**
 * Readiness of the process.
 */
export type Readiness = {
  /**
   * The process accepts workouts.
   */
  status: 'ready';
  /**
   * Whether PostgreSQL is reachable.
   */
  postgres: boolean;
  /**
   * Whether Temporal is reachable. Workouts are accepted without it.
   */
  temporal: boolean;
  worker: WorkerState;
  /**
   * Whether the process is shutting down.
   */
  draining: boolean;
};

/**
 * `ready`: a worker of the current build is polling, so a workout is processed at once. `starting`: accepted workouts wait.
 */
export type WorkerState = 'ready' | 'starting';

/**
 * A kind of problem.
 */
export type ProblemType = {
  /**
   * The `type` of problems of this kind.
   */
  type: string;
  /**
   * Short name.
   */
  title: string;
  /**
   * HTTP status. Absent for problems of one file or line of an import, which are no responses.
   */
  status?: number | undefined;
  /**
   * What it means and what to do.
   */
  description: string;
};

/**
 * Last part of the `type`.
 */
export type ProblemCode =
  | 'invalid-parameter'
  | 'idempotency-key-invalid'
  | 'malformed-request'
  | 'unauthorized'
  | 'forbidden'
  | 'not-found'
  | 'report-failed'
  | 'report-not-ready'
  | 'report-not-requested'
  | 'method-not-allowed'
  | 'not-acceptable'
  | 'request-timeout'
  | 'duplicate-workout'
  | 'workout-not-flagged'
  | 'too-many-webhook-endpoints'
  | 'workout-deleted'
  | 'precondition-failed'
  | 'content-too-large'
  | 'uri-too-long'
  | 'unsupported-media-type'
  | 'expectation-failed'
  | 'validation-error'
  | 'idempotency-key-reused'
  | 'precondition-required'
  | 'headers-too-large'
  | 'internal-error'
  | 'database-unavailable'
  | 'renderer-busy'
  | 'not-ready'
  | 'recording-not-recognised'
  | 'recording-truncated'
  | 'recording-malformed'
  | 'recording-too-large'
  | 'recording-too-many-points'
  | 'recording-without-time'
  | 'recording-dtd-refused'
  | 'recording-too-deep'
  | 'recording-timeout';
