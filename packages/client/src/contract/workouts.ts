export type Sport =
  'run' | 'walk' | 'hike' | 'ride' | 'indoor_ride' | 'swim' | 'row' | 'strength' | 'yoga' | 'other';

export type Visibility = 'public' | 'private';

/** What is saved: the measured facts of one workout. */
export interface WorkoutSubmission extends WorkoutFacts {
  /** Your own id of the athlete, `[A-Za-z0-9_-]{1,64}`; one that is not known yet is created. */
  athleteId: string;
}

export interface WorkoutFacts {
  sport: Sport;
  /** RFC 3339 with an offset, which fixes the instant only. */
  startedAt: string;
  /** More than 0, at most 14 days. */
  durationSeconds: number;
  movingSeconds?: number | null | undefined;
  distanceMeters?: number | null | undefined;
  elevationGainMeters?: number | null | undefined;
  /** Beats per minute, 20 to 260. */
  averageHeartRate?: number | null | undefined;
  maxHeartRate?: number | null | undefined;
  averagePowerWatts?: number | null | undefined;
  /** The device's own figure, kept beside the one that is computed. */
  energyKcal?: number | null | undefined;
  /** IANA name of the workout's own zone; without one the athlete's current zone counts. */
  timeZone?: string | null | undefined;
  title?: string | null | undefined;
  visibility?: Visibility | undefined;
}

/** What an edit changes: an absent field stays, null takes one away. */
export interface WorkoutPatch extends Partial<Omit<WorkoutFacts, 'visibility'>> {
  visibility?: Visibility | null | undefined;
  /** Makes a near duplicate count again. */
  duplicateOf?: null | undefined;
}

/** The answer to a save, an edit, a deletion or a repetition: committed, and on its way. */
export interface AcceptedWorkout {
  id: string;
  revision: number;
  status: 'accepted';
  links: { self: string; events: string; temporal: string };
}

export type WorkoutStatus = 'accepted' | 'processing' | 'processed' | 'processed_with_errors' | 'deleted';

export interface Energy {
  grossKcal: number;
  netKcal: number | null;
  /** The formula. */
  method: string;
  inputs: Record<string, unknown>;
  version: string;
  outOfRange: boolean;
  /** By other methods, and not believed. */
  rejected: {
    method: string;
    grossKcal: number;
    reason: 'impossible-heart-rate' | 'impossible-energy' | 'contradicted';
  }[];
  deviceKcal: number | null;
}

/** With where it comes from, in words. */
export interface ExplainedEnergy extends Energy {
  explanation: string;
  /** By whose findings. */
  source: string;
}

/** What is implausible about a workout. */
export type WorkoutFlag =
  | 'implausible-speed'
  | 'implausible-effort'
  | 'implausible-duration'
  | 'implausible-climb'
  | 'implausible-power'
  | 'implausible-energy'
  | 'implausible-heart-rate';

/** A workout as lists show it. */
export interface WorkoutSummary {
  id: string;
  revision: number;
  status: WorkoutStatus;
  athleteId: string;
  sport: Sport;
  /** In UTC. */
  startedAt: string;
  durationSeconds: number;
  movingSeconds: number | null;
  distanceMeters: number | null;
  elevationGainMeters: number | null;
  averageHeartRate: number | null;
  maxHeartRate: number | null;
  averagePowerWatts: number | null;
  energyKcal: number | null;
  timeZone: string | null;
  title: string | null;
  visibility: Visibility;
  /** `yyyy-MM-dd` */
  localDate: string;
  flags: WorkoutFlag[];
  energy: Energy | null;
  energyUnavailableReason?: string | undefined;
  duplicateOf?: string | undefined;
  /** What of the recording was not believed; absent without one. */
  cleaning?: Cleaning | undefined;
}

/** What of a recording was not believed, by kind. The samples stay stored. */
export interface Cleaning {
  version: string;
  droppedPositions: number;
  droppedDistances: number;
  droppedHeights: number;
  driftMeters: number;
  samplesWithoutTime: number;
  samplesOutsideSession: number;
  contradictedTotals: ('movingSeconds' | 'distanceMeters' | 'elevationGainMeters')[];
}

export interface Award {
  achievementId: string;
  title: string;
  /** Its name; the catalogue has the drawing. */
  icon: string;
  tier?: number | undefined;
  periodKey?: string | undefined;
  workoutId: string;
  earnedAt: string;
}

export interface ProcessingStep {
  name: string;
  state: 'pending' | 'running' | 'succeeded' | 'failed' | 'skipped';
  attempts: number;
  lastError?: string | undefined;
  finishedAt?: string | undefined;
}

/** A workout with what its steps have found so far. */
export interface Workout extends WorkoutSummary {
  energy: ExplainedEnergy | null;
  /** One for each flag. */
  flagReasons: { flag: WorkoutFlag; reason: string }[];
  /** The app's last decision about the flags. */
  flagReview?: { decision: 'keep' | 'clear'; reason: string; clearedFlags: WorkoutFlag[] } | undefined;
  bestEfforts: { distanceMeters: number; durationSeconds: number }[];
  awards: Award[];
  processing: { steps: ProcessingStep[]; workflowId: string | null };
}
