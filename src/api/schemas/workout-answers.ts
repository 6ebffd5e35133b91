import { z } from '@hono/zod-openapi';
import { STEP_STATES } from '../../domain/steps.ts';
import { WORKOUT_STATUSES } from '../../domain/workout.ts';
import { award } from './achievement.ts';
import { cleaning } from './cleaning.ts';
import { energy, explainedEnergy } from './energy.ts';
import { paging } from './parameters.ts';
import {
  athleteId,
  described,
  double,
  instantInCursor,
  int32,
  link,
  localDate,
  model,
  nextCursor,
  orNull,
  sport,
  utcInstant,
  uuid,
  visibility,
} from './primitives.ts';
import { flagReason, flagReview, workoutFlag } from './workout-flags.ts';

export const workoutStatus = z.enum(WORKOUT_STATUSES).openapi('WorkoutStatus', {
  description:
    '`accepted`: saved and waiting. `processing`: its steps run. `processed`: all steps succeeded. `processed_with_errors`: at least one step failed for good. `deleted`: shown to operators only.',
});

const workoutLinks = model('WorkoutLinks', 'Links of an accepted workout.', {
  self: described(link, 'The workout.'),
  events: described(link, "The athlete's event stream."),
  temporal: described(link, "Redirects to the workout's execution in the Temporal UI."),
});

export const acceptedWorkout = model('AcceptedWorkout', 'A committed save, edit, deletion or reprocessing.', {
  id: described(uuid, 'Id of the workout.'),
  revision: described(int32, 'Revision that was accepted: 1 for a save, one more for each edit or deletion.'),
  status: described(z.literal('accepted'), 'The workout is committed. Processing follows in the background.'),
  links: workoutLinks,
});

const measured = (description: string) => described(double.nullable(), `${description} Null when unknown.`);

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
    'Values of the recording that were ignored. The samples stay stored. Absent without a recording, and until best efforts are found.',
  ),
};

/** A workout as lists show it. */
const workoutSummary = model('WorkoutSummary', 'A workout in a list.', summaryFields);

const bestEffort = model('BestEffort', 'Shortest time over a standard distance within a workout.', {
  distanceMeters: described(double, 'Distance in meters.'),
  durationSeconds: described(double, 'Shortest time over that distance anywhere in the workout, in seconds.'),
});

export const processingStep = model('ProcessingStep', 'One step of processing a workout.', {
  name: described(z.string(), 'Name of the step, such as `awardAchievements`.'),
  state: z.enum(STEP_STATES).openapi('StepState', {
    description: 'State of a step. `failed` is final; `skipped` means that a step it depends on failed.',
  }),
  attempts: described(int32, 'Number of attempts so far.'),
  lastError: described(
    z.string().optional(),
    'Kind and code of the last error, such as `DatabaseError 22003`.',
  ),
  finishedAt: described(utcInstant.optional(), 'When the step ended.'),
});

const processing = model('Processing', 'State of processing.', {
  steps: described(
    z.array(processingStep),
    'All steps in their order. `finishProcessing` is listed only after it failed.',
  ),
  workflowId: described(z.string().nullable(), 'Temporal workflow id. Null before the execution starts.'),
});

export const workout = model('Workout', 'A workout with all results computed so far.', {
  ...summaryFields,
  energy: orNull(explainedEnergy),
  flagReasons: described(z.array(flagReason), 'One reason for each flag.'),
  flagReview: flagReview.optional(),
  bestEfforts: described(z.array(bestEffort), 'Best efforts of the workout, by distance.'),
  awards: described(z.array(award), 'Achievements that this workout earned.'),
  processing,
});

export const workoutPage = model('WorkoutPage', 'One page of workouts.', {
  workouts: described(z.array(workoutSummary), 'Workouts, newest first.'),
  nextCursor,
});

export const workoutListQuery = paging.extend({
  athleteId: athleteId.optional().openapi({
    description: 'Athlete whose workouts to list. Required with an API key; implied by an athlete token.',
  }),
});

/** The last workout of a page. */
export const workoutPlace = z.tuple([instantInCursor, uuid]);
