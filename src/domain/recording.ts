import type { Track } from './track/track.ts';
import type { WorkoutFacts } from './workout.ts';

export const RECORDING_FORMATS = ['gpx', 'tcx', 'fit'] as const;
export type RecordingFormat = (typeof RECORDING_FORMATS)[number];

/** The content of an uploaded file: one workout, or several for a multisport FIT. */
export interface Recording {
  format: RecordingFormat;
  workouts: RecordedWorkout[];
}

export interface RecordedWorkout {
  facts: WorkoutFacts;
  /** As it was recorded. Null if the file has totals only. */
  track: Track | null;
  leftOut: LeftOut;
}

/** The labels of a file in an account export. They replace the file's own, since athletes correct them there. */
export interface FileLabels {
  sport: string;
  title: string;
}

/** Values of a file that were ignored. */
export interface LeftOut {
  samplesWithoutTime: number;
  /** Samples of an earlier session, which are left out, or from after a jump of the clock, which are moved back. */
  samplesOutsideSession: number;
  /** Totals of the device that its own samples contradict. The samples are used instead. */
  contradictedTotals: ContradictedTotal[];
}

export const CONTRADICTED_TOTALS = ['movingSeconds', 'distanceMeters', 'elevationGainMeters'] as const;
export type ContradictedTotal = (typeof CONTRADICTED_TOTALS)[number];

/**
 * A longer break separates two workouts. It is longer than a lunch, and shorter than a night between two days of a
 * tour.
 */
export const LONGEST_BREAK_MS = 4 * 60 * 60 * 1000;

/** As sent, possibly compressed. */
export const MAX_RECORDING_BYTES = 16 * 1024 * 1024;
/** After decompression. */
export const MAX_INFLATED_BYTES = 64 * 1024 * 1024;
/** Samples of all workouts of a file. */
export const MAX_RECORDING_POINTS = 200_000;
/** A triathlon has three; a file of thousands is an attack. */
export const MAX_RECORDED_WORKOUTS = 64;

export const RECORDING_REJECTIONS = [
  'recording-not-recognised',
  'recording-truncated',
  'recording-malformed',
  'recording-too-large',
  'recording-too-many-points',
  'recording-without-time',
  'recording-dtd-refused',
  'recording-too-deep',
  'recording-timeout',
] as const;
export type RecordingRejection = (typeof RECORDING_REJECTIONS)[number];

/**
 * The file cannot be read, and a retry will not help. `detail` says where (line and column, or byte) and why. It never
 * repeats the content.
 */
export class RecordingRejected extends Error {
  override readonly name = 'RecordingRejected';
  readonly code: RecordingRejection;
  readonly detail: string;
  constructor(code: RecordingRejection, detail: string) {
    super(detail);
    this.code = code;
    this.detail = detail;
  }
}
