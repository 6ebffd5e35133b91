import type { Track } from './track.ts';
import type { WorkoutFacts } from './workout.ts';

export const RECORDING_FORMATS = ['gpx', 'tcx', 'fit'] as const;
export type RecordingFormat = (typeof RECORDING_FORMATS)[number];

/** What one uploaded file holds: one workout for most, several for a multisport FIT. */
export interface Recording {
  format: RecordingFormat;
  workouts: RecordedWorkout[];
}

export interface RecordedWorkout {
  facts: WorkoutFacts;
  /** Absent where the file has totals only. */
  track: Track | null;
}
