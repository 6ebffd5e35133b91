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

/** An athlete's best value of a sport and kind, and of a distance for a best effort. */
export interface PersonalRecord {
  sport: Sport;
  kind: RecordKind;
  /** The distance of a best effort; null for the other kinds. */
  distanceMeters: number | null;
  /** In `unit`. Lower is better for a best effort, higher for the other kinds. */
  value: number;
  unit: 's' | 'm' | 'm/s' | 'kcal';
  workoutId: string;
  /** The end of the workout that set it. */
  achievedAt: string;
  /** The value that was beaten; null for the first record of its kind. */
  previousValue: number | null;
}
