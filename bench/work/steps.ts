import { withTransaction, type Pool } from '../../src/db/pool.ts';
import type { Sport } from '../../src/domain/workout.ts';
import { energyColumns } from './energy.ts';
import type { PeerWorkout } from './peer-workout.ts';
import { addToScores, insertAwardsAndEvent, insertWorkout, lockAthlete } from './process-workout.ts';

/**
 * Does the same work in three steps, for peers with durable steps. Each is a transaction that checks whether it was
 * done before, since it may run twice.
 */
export const createPeerSteps = (pool: Pool, appId: string) => ({
  /** Writes the workout and its energy. */
  async calculateEnergy(workout: PeerWorkout): Promise<void> {
    await withTransaction(pool, async (tx) => {
      const athlete = await lockAthlete(tx, appId, workout.athleteId);
      await insertWorkout(tx, appId, workout, athlete, 'processing');
    });
  },

  /** Updates the scores. `run` marks the workout as added, so that a repeat adds nothing. */
  async updateScores(workout: PeerWorkout): Promise<void> {
    await withTransaction(pool, async (tx) => {
      const athlete = await lockAthlete(tx, appId, workout.athleteId);
      const { rowCount } = await tx.query({
        name: 'mark-added',
        text: 'update workouts set execution_number = 1 where workout_id = $1::uuid and execution_number = 0',
        values: [workout.workoutId],
      });
      if (rowCount === 0) return;
      await addToScores(tx, appId, workout, athlete, energyColumns(workout, athlete).grossKcal);
    });
  },

  /** Writes the awards, the final status and the event. */
  async awardAndFinish(workout: PeerWorkout): Promise<void> {
    await withTransaction(pool, async (tx) => {
      const athlete = await lockAthlete(tx, appId, workout.athleteId);
      const { rowCount } = await tx.query({
        name: 'finish',
        text: `update workouts set status = 'processed', finished_at = clock_timestamp()
          where workout_id = $1::uuid and status = 'processing'`,
        values: [workout.workoutId],
      });
      if (rowCount === 0) return;
      const { rows } = await tx.query<{
        sport: string;
        workouts: number;
        distanceMeters: number;
        durationSeconds: number;
      }>({
        name: 'totals',
        text: `select sport, workouts, distance_meters as "distanceMeters", duration_seconds as "durationSeconds"
          from leaderboard_scores
          where athlete_uuid = $1::uuid and period = 'all'`,
        values: [athlete.athleteUuid],
      });
      await insertAwardsAndEvent(tx, workout, athlete, {
        ...rows.find((row) => row.sport === '')!,
        ofSport: new Map(rows.map((row) => [row.sport as Sport, row.workouts])),
        longest: [{ sport: workout.sport, distanceMeters: workout.distanceMeters ?? 0 }],
      });
    });
  },
});

export type PeerSteps = ReturnType<typeof createPeerSteps>;
