import type { Sex, Weight } from '../../src/domain/athlete.ts';
import { energyOf } from '../../src/domain/energy/index.ts';
import type { PeerWorkout } from './peer-workout.ts';

/** The parts of an athlete that a peer reads. */
export interface PeerAthlete {
  athleteUuid: string;
  sex: Sex | null;
  birthDate: string | null;
  heightCm: number | null;
  restingHeartRate: number | null;
  weights: Weight[];
}

/** Returns the columns of `workout_energy` by the product's formulas. Peers use UTC only. */
export function energyColumns(workout: PeerWorkout, athlete: PeerAthlete) {
  const estimate = energyOf({
    workoutId: workout.workoutId,
    sport: workout.sport,
    localDate: localDateOf(workout),
    durationSeconds: workout.durationSeconds,
    movingSeconds: null,
    distanceMeters: workout.distanceMeters,
    elevationGainMeters: null,
    averageHeartRate: workout.averageHeartRate,
    averagePowerWatts: null,
    deviceKcal: null,
    maxHeartRate: null,
    vo2Max: null,
    ...athlete,
    track: null,
  });
  if ('unavailableReason' in estimate)
    throw new Error(`The load has no workout without energy: ${workout.workoutId}`);
  return estimate;
}

export const localDateOf = ({ startedAt }: PeerWorkout): string =>
  new Date(startedAt).toISOString().slice(0, 10);
