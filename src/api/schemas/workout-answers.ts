import { z } from '@hono/zod-openapi';
import { REJECTION_REASONS } from '../../domain/energy/index.ts';
import { CONTRADICTED_TOTALS } from '../../domain/recording.ts';
import { STEP_STATES } from '../../domain/steps.ts';
import { TRACK_VERSION } from '../../domain/track/clean-track.ts';
import { FLAG_DECISIONS, FLAGS, WORKOUT_STATUSES } from '../../domain/workout.ts';
import { award } from './achievement.ts';
import { paging } from './parameters.ts';
import {
  athleteId,
  described,
  double,
  instantInCursor,
  int32,
  link,
  localDate,
  nextCursor,
  orNull,
  sport,
  utcInstant,
  uuid,
  visibility,
} from './primitives.ts';

export const workoutStatus = z.enum(WORKOUT_STATUSES).openapi('WorkoutStatus', {
  description:
    '`accepted`: saved and waiting. `processing`: its steps run. `processed`: all steps succeeded. `processed_with_errors`: at least one step failed for good.',
});

const workoutLinks = z
  .strictObject({
    self: described(link, 'The workout.'),
    events: described(link, "The athlete's event stream."),
    temporal: described(link, "Redirects to the workout's execution in the Temporal UI."),
  })
  .openapi('WorkoutLinks', { description: 'Links of an accepted workout.' });

export const acceptedWorkout = z
  .strictObject({
    id: described(uuid, 'Id of the workout.'),
    revision: described(
      int32,
      'Revision that was accepted: 1 for a save, one more for each edit or deletion.',
    ),
    status: described(
      z.literal('accepted'),
      'The workout is committed. Processing follows in the background.',
    ),
    links: workoutLinks,
  })
  .openapi('AcceptedWorkout', { description: 'A committed save, edit, deletion or reprocessing.' });

const rejectedFigure = z
  .strictObject({
    method: described(z.string(), '`power`, `heart_rate` or `device`.'),
    grossKcal: described(double, 'Energy that the method gives, in kilocalories.'),
    reason: z.enum(REJECTION_REASONS).openapi('RejectionReason', {
      description:
        '`impossible-heart-rate`: no person has such an average. `impossible-energy`: more than a person can burn. `contradicted`: far off two other figures of the workout.',
    }),
  })
  .openapi('RejectedFigure', { description: 'Energy by a method that was not believed.' });

const energyFields = {
  grossKcal: described(double, 'Energy including the resting metabolism, in kilocalories.'),
  netKcal: described(
    double.nullable(),
    'Energy without the resting metabolism. Null when it cannot be computed.',
  ),
  method: described(z.string(), '`power`, `heart_rate`, `acsm`, `met` or `device`.'),
  inputs: described(z.record(z.string(), z.unknown()), 'Inputs of the method, by names with units.'),
  version: described(z.string(), 'Version of the method.'),
  outOfRange: described(
    z.boolean(),
    'True when an input lies outside the range for which the formula is validated, or a limit of the body replaced the figure (`restingKcal` or `mostKcal` in `inputs`).',
  ),
  rejected: described(
    z.array(rejectedFigure),
    'Figures of other methods that were not believed. Usually empty.',
  ),
  deviceKcal: described(double.nullable(), 'Energy as measured by the device (`energyKcal` of the save).'),
};

const energy = z
  .strictObject(energyFields)
  .openapi('Energy', { description: 'Computed energy of a workout.' });

const explainedEnergy = z
  .strictObject({
    ...energyFields,
    explanation: described(z.string(), 'How the value was computed, in sentences for people.'),
    source: described(z.string(), 'Publication that the formula comes from.'),
  })
  .openapi('ExplainedEnergy', { description: 'Computed energy of a workout, with its explanation.' });

const measured = (description: string) => described(double.nullable(), `${description} Null when unknown.`);

const workoutFlag = z.enum(FLAGS).openapi('WorkoutFlag', {
  description:
    'What exceeds the world records of the sport by more than a margin: the average `speed`, an `effort` within the recording, the `duration`, the `climb`, the average `power`, the `energy` of the device, or the average `heart-rate`.',
});

const flagReason = z
  .strictObject({
    flag: workoutFlag,
    reason: described(
      z.string().openapi({ example: '5 km in 7:00; the limit for a run of that distance is 12:06.' }),
      'Explanation for people, with the limit.',
    ),
  })
  .openapi('FlagReason', { description: 'Why a workout is flagged.' });

const flagDecision = z.enum(FLAG_DECISIONS).openapi('FlagDecision', {
  description: '`clear`: the workout counts in spite of its flags. `keep`: the flags stay.',
});

const reviewReason = described(
  z.string().min(1).max(1000).openapi({ example: 'The race was timed: official result 12:04.' }),
  'Why it was decided so. Shown with the workout.',
);

/** The body of a review. */
export const flagReviewRequest = z
  .strictObject({ decision: flagDecision, reason: reviewReason })
  .openapi('FlagReviewRequest', { description: 'Decision about the flags of a workout.' });

const flagReview = z
  .strictObject({
    decision: flagDecision,
    reason: reviewReason,
    clearedFlags: described(z.array(workoutFlag), 'Flags that were cleared and no longer count.'),
  })
  .openapi('FlagReview', {
    description: 'Last decision about the flags. An edit of a measured value ends it.',
  });

const cleaning = z
  .strictObject({
    version: described(z.string(), 'Version of the rules by which the recording was cleaned.'),
    droppedPositions: described(int32, 'Positions that no possible speed leads to.'),
    droppedDistances: described(int32, "Leaps of the device's count of meters."),
    droppedHeights: described(
      int32,
      'Spikes of the altitude, and heights of exactly 0, which mean "no reading".',
    ),
    driftMeters: described(int32, 'Meters that the receiver wandered while the athlete rested.'),
    vehicleMeters: described(
      int32,
      'Meters in a vehicle. They count for no distance, climb, moving time or best effort.',
    ),
    vehicleSeconds: described(int32, 'Seconds in a vehicle.'),
    samplesWithoutTime: described(int32, 'Samples of the file that have no time.'),
    samplesOutsideSession: described(
      int32,
      "Samples of an earlier session, which are left out, and from after a jump of the device's clock, which are moved back.",
    ),
    contradictedTotals: described(
      z.array(
        z.enum(CONTRADICTED_TOTALS).openapi('ContradictedTotal', {
          description: 'A total of the device that its own samples contradict.',
        }),
      ),
      'Totals of the device that its own samples contradict. What the samples show is used instead.',
    ),
  })
  .openapi('Cleaning', {
    description: 'What of a recording was not believed, by kind.',
    example: {
      version: TRACK_VERSION,
      droppedPositions: 1,
      droppedDistances: 0,
      droppedHeights: 5,
      driftMeters: 120,
      vehicleMeters: 0,
      vehicleSeconds: 0,
      samplesWithoutTime: 0,
      samplesOutsideSession: 0,
      contradictedTotals: [],
    },
  });

const summaryFields = {
  id: described(uuid, 'Id of the workout.'),
  revision: described(int32, 'Current revision. Send it as `If-Match` to edit or delete.'),
  status: workoutStatus,
  athleteId,
  sport,
  startedAt: described(utcInstant, 'Start of the workout, in UTC.'),
  durationSeconds: described(double, 'Elapsed time in seconds.'),
  movingSeconds: measured('Time in motion in seconds.'),
  distanceMeters: measured('Distance in meters.'),
  elevationGainMeters: measured('Total ascent in meters.'),
  averageHeartRate: measured('Average heart rate in beats per minute.'),
  maxHeartRate: measured('Maximum heart rate in beats per minute.'),
  averagePowerWatts: measured('Average power in watts.'),
  energyKcal: measured('Energy as measured by the device, in kilocalories.'),
  timeZone: described(
    z.string().nullable(),
    "IANA time zone of the workout. Null when the athlete's time zone is used.",
  ),
  title: described(z.string().nullable(), 'Title of the workout.'),
  visibility,
  localDate: described(
    localDate,
    'Local day of the start. It decides the period on leaderboards and in reports.',
  ),
  flags: described(
    z.array(workoutFlag),
    'Reasons why the workout is left out of achievements, records and leaderboards. Usually empty.',
  ),
  energy: orNull(energy),
  energyUnavailableReason: described(
    z.string().optional(),
    'Why energy is null after processing: `weight-unknown`, or `impossible-energy` when the only figure is more than a person can burn.',
  ),
  duplicateOf: described(
    uuid.optional(),
    'Id of the workout that this one duplicates. A duplicate is stored but not counted.',
  ),
  cleaning: described(
    cleaning.optional(),
    'What of the recording was not believed. The samples stay stored. Absent without a recording, and until best efforts are found.',
  ),
};

/** A workout as lists show it. */
const workoutSummary = z
  .strictObject(summaryFields)
  .openapi('WorkoutSummary', { description: 'A workout in a list.' });

const bestEffort = z
  .strictObject({
    distanceMeters: described(double, 'Distance in meters.'),
    durationSeconds: described(
      double,
      'Shortest time over that distance anywhere in the workout, in seconds.',
    ),
  })
  .openapi('BestEffort', { description: 'Shortest time over a standard distance within a workout.' });

export const processingStep = z
  .strictObject({
    name: described(z.string(), 'Name of the step, such as `awardAchievements`.'),
    state: z.enum(STEP_STATES).openapi('StepState', {
      description: 'State of a step. `failed` is final; `skipped` means that a step it depends on failed.',
    }),
    attempts: described(int32, 'Number of attempts so far.'),
    lastError: described(z.string().optional(), 'Message of the last error, without personal data.'),
    finishedAt: described(utcInstant.optional(), 'When the step ended.'),
  })
  .openapi('ProcessingStep', { description: 'One step of processing a workout.' });

const processing = z
  .strictObject({
    steps: described(
      z.array(processingStep),
      'All steps in their order. `finishProcessing` is listed only after it failed.',
    ),
    workflowId: described(z.string().nullable(), 'Temporal workflow id. Null before the execution starts.'),
  })
  .openapi('Processing', { description: 'State of processing.' });

export const workout = z
  .strictObject({
    ...summaryFields,
    energy: orNull(explainedEnergy),
    flagReasons: described(z.array(flagReason), 'One reason for each flag.'),
    flagReview: flagReview.optional(),
    bestEfforts: described(z.array(bestEffort), 'Best efforts of the workout, by distance.'),
    awards: described(z.array(award), 'Achievements that this workout earned.'),
    processing,
  })
  .openapi('Workout', { description: 'A workout with all results computed so far.' });

export const workoutPage = z
  .strictObject({
    workouts: described(z.array(workoutSummary), 'Workouts, newest first.'),
    nextCursor,
  })
  .openapi('WorkoutPage', { description: 'One page of workouts.' });

export const workoutListQuery = paging.extend({
  athleteId: athleteId.optional().openapi({
    description: 'Athlete whose workouts to list. Required with an API key; implied by an athlete token.',
  }),
});

/** The last workout of a page. */
export const workoutPlace = z.tuple([instantInCursor, uuid]);
