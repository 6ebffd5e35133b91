/** The sports of a workout; the closed set of the HTTP contract. */
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

/** The longest duration of a workout, which bounds the search for overlapping ones. */
export const LONGEST_WORKOUT_SECONDS = 14 * 86_400;

/** The measured facts of one workout, as an app sends them when an athlete presses "Save". */
export interface WorkoutSubmission {
  /** The app's own id of the athlete, `[A-Za-z0-9_-]{1,64}`. */
  athleteId: string;
  sport: Sport;
  /** RFC 3339 with an offset; the offset fixes the instant only. */
  startedAt: string;
  /** Elapsed time in seconds, more than 0, at most 14 days. */
  durationSeconds: number;
  /** Moving time in seconds, at most the duration. */
  movingSeconds: number | null;
  distanceMeters: number | null;
  elevationGainMeters: number | null;
  /** Beats per minute, 20–260. */
  averageHeartRate: number | null;
  maxHeartRate: number | null;
  averagePowerWatts: number | null;
  /** The device's own value, stored beside the computed one. */
  energyKcal: number | null;
  /** The workout's IANA time zone. Null: the athlete's current one. */
  timeZone: string | null;
  title: string | null;
  visibility: Visibility;
}

/** The facts of a submission without its athlete: the result of reading a recording, and what an edit may change. */
export type WorkoutFacts = Omit<WorkoutSubmission, 'athleteId'>;

export const WORKOUT_STATUSES = [
  'accepted',
  'processing',
  'processed',
  'processed_with_errors',
  'deleted',
] as const;
export type WorkoutStatus = (typeof WORKOUT_STATUSES)[number];

/** Facts that can be implausible; `effort` is a stretch of the recording. */
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

/** A batch by its id. Naming its 2,000 workouts at each step would make up most of a history. */
export interface WorkoutBatch {
  batchId: string;
  /** Number of workouts. */
  size: number;
}

/** Input of workflows and steps. */
export type WorkoutList = { workouts: WorkoutRef[] } | WorkoutBatch;
