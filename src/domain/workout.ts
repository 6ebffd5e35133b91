/** The sports that a workout can be of; the closed set of the HTTP contract. */
export const SPORTS = [
  'run',
  'walk',
  'hike',
  'ride',
  'indoor_ride',
  'swim',
  'row',
  'strength',
  'yoga',
  'other',
] as const;
export type Sport = (typeof SPORTS)[number];

export const VISIBILITIES = ['public', 'private'] as const;
export type Visibility = (typeof VISIBILITIES)[number];

/** No workout is longer: what can overlap one began at most so long before it. */
export const LONGEST_WORKOUT_SECONDS = 14 * 86_400;

/** What an app hands in when an athlete presses "Save": the measured facts of one workout, nothing derived. */
export interface WorkoutSubmission {
  /** The app's own id of the athlete, `[A-Za-z0-9_-]{1,64}`. */
  athleteId: string;
  sport: Sport;
  /** RFC 3339 with an offset; the offset fixes the instant only. */
  startedAt: string;
  /** Elapsed time in seconds, more than 0, at most 14 days. */
  durationSeconds: number;
  /** Time in motion in seconds, at most the duration. */
  movingSeconds: number | null;
  distanceMeters: number | null;
  elevationGainMeters: number | null;
  /** Beats per minute, 20–260. */
  averageHeartRate: number | null;
  maxHeartRate: number | null;
  averagePowerWatts: number | null;
  /** The device's own figure; kept beside ours, never mixed in. */
  energyKcal: number | null;
  /** The workout's own IANA zone; null: the athlete's current one counts. */
  timeZone: string | null;
  title: string | null;
  visibility: Visibility;
}

/** The facts of a submission that do not name its athlete: what a recording yields, and what an edit may change. */
export type WorkoutFacts = Omit<WorkoutSubmission, 'athleteId'>;

export const WORKOUT_STATUSES = [
  'accepted',
  'processing',
  'processed',
  'processed_with_errors',
  'deleted',
] as const;
export type WorkoutStatus = (typeof WORKOUT_STATUSES)[number];

/** What can be implausible about a workout; `effort`: a stretch of its recording. */
export const FLAGS = [
  'implausible-speed',
  'implausible-effort',
  'implausible-duration',
  'implausible-climb',
  'implausible-power',
  'implausible-energy',
  'implausible-heart-rate',
] as const;
export type Flag = (typeof FLAGS)[number];

export const FLAG_DECISIONS = ['keep', 'clear'] as const;

/** What an app decided about a workout's flags. */
export interface FlagReview {
  /** `clear`: the workout counts in spite of them. */
  decision: (typeof FLAG_DECISIONS)[number];
  reason: string;
  /** Those that no longer count. */
  clearedFlags: Flag[];
}

/** One revision of one workout. */
export interface WorkoutRef {
  workoutId: string;
  revision: number;
}

/** A batch by its id: a history that named each of its workouts at each of its steps would be most of what it costs. */
export interface WorkoutBatch {
  batchId: string;
  /** How many workouts it is of. */
  size: number;
}

/** The unit that travels through Temporal. */
export type WorkoutList = { workouts: WorkoutRef[] } | WorkoutBatch;
