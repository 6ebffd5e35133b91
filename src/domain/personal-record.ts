import type { Sport } from './workout.ts';

export const RECORD_KINDS = [
  'best_effort',
  'longest_distance',
  'longest_duration',
  'most_elevation',
  'highest_average_speed',
  'most_energy',
] as const;
export type RecordKind = (typeof RECORD_KINDS)[number];

/** The best of an athlete in one sport and kind, and over one distance for a best effort. */
export interface PersonalRecord {
  sport: Sport;
  kind: RecordKind;
  /** The distance of a best effort; null for the other kinds. */
  distanceMeters: number | null;
  /** In `unit`; less is better for a best effort, more for the others. */
  value: number;
  unit: 's' | 'm' | 'm/s' | 'kcal';
  workoutId: string;
  /** The end of the workout that set it. */
  achievedAt: string;
  /** The value that was beaten; null for the first ever. */
  previousValue: number | null;
}
