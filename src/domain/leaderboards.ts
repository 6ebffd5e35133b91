import { PERIOD_KINDS, type PeriodKind } from './period.ts';
import { SPORTS, type Sport } from './workout.ts';

/** The column of a score row that holds the leaderboard's metric. */
export type ScoreColumn =
  | 'distance_meters'
  | 'duration_seconds'
  | 'energy_kcal'
  | 'elevation_gain_meters'
  | 'workouts'
  | 'fastest_5k'
  | 'fastest_10k'
  | 'fastest_half_marathon'
  | 'fastest_marathon';

export interface Leaderboard {
  /** The name in the URL. */
  board: string;
  title: string;
  metric: 'distance' | 'duration' | 'energy' | 'elevation' | 'workouts' | 'fastest-effort';
  unit: 'm' | 's' | 'kcal' | 'workouts';
  column: ScoreColumn;
  /** `asc` if less is better. */
  order: 'desc' | 'asc';
  /** The distance of the effort, for leaderboards of fastest times. */
  effortDistanceMeters?: number;
  /** The sports by which the leaderboard can be filtered. */
  sports: readonly Sport[];
  periods: readonly PeriodKind[];
}

const total = (
  board: string,
  title: string,
  metric: Leaderboard['metric'],
  unit: Leaderboard['unit'],
  column: ScoreColumn,
): Leaderboard => ({
  board,
  title,
  metric,
  unit,
  column,
  order: 'desc',
  sports: SPORTS,
  periods: PERIOD_KINDS,
});

const fastest = (
  board: string,
  title: string,
  column: ScoreColumn,
  effortDistanceMeters: number,
): Leaderboard => ({
  board,
  title,
  metric: 'fastest-effort',
  unit: 's',
  column,
  order: 'asc',
  effortDistanceMeters,
  sports: ['run'],
  periods: PERIOD_KINDS,
});

/** All leaderboards. A score is a sum, or for fastest times the minimum, over an athlete's workouts of the period. */
export const LEADERBOARDS: readonly Leaderboard[] = [
  total('distance', 'Distance', 'distance', 'm', 'distance_meters'),
  total('duration', 'Time', 'duration', 's', 'duration_seconds'),
  total('energy', 'Energy', 'energy', 'kcal', 'energy_kcal'),
  total('elevation', 'Climb', 'elevation', 'm', 'elevation_gain_meters'),
  total('workouts', 'Workouts', 'workouts', 'workouts', 'workouts'),
  fastest('fastest-5k', 'Fastest 5 km', 'fastest_5k', 5000),
  fastest('fastest-10k', 'Fastest 10 km', 'fastest_10k', 10_000),
  fastest('fastest-half-marathon', 'Fastest half marathon', 'fastest_half_marathon', 21_097.5),
  fastest('fastest-marathon', 'Fastest marathon', 'fastest_marathon', 42_195),
];

/** Finds a leaderboard by name. */
export const findLeaderboard = (name: string): Leaderboard | undefined =>
  LEADERBOARDS.find(({ board }) => board === name);
