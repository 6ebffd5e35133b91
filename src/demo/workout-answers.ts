import type { Sport } from '../domain/workout.ts';

/** What the demo reads of the service's answers about workouts. */
export interface AcceptedWorkout {
  id: string;
}

export interface WorkoutSummary {
  id: string;
  status: string;
  sport: Sport;
  durationSeconds: number;
  distanceMeters: number | null;
  energy: { grossKcal: number; method: string } | null;
  energyUnavailableReason?: string;
  duplicateOf?: string;
}

export interface Workout extends WorkoutSummary {
  processing: { steps: { name: string; state: string }[] };
}

export const isFinished = ({ status }: { status: string }): boolean => status.startsWith('processed');
