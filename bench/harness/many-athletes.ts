import type { Pool } from '../../src/db/pool.ts';
import { contender as afterburn } from '../contenders/afterburn.ts';
import type { Bench } from './measure.ts';
import { untilProcessed } from './processed.ts';
import { withContender, type RunningContender } from './rounds.ts';
import { copyAthletes } from './copied-athletes.ts';
import { saveWorkout } from './saving.ts';
import { athleteIdAt, ATHLETES, workoutAt } from './workouts.ts';

/** Athletes whose workouts the product has processed; all others are copies. */
const SEEDS = 100;
export const WORKOUTS_EACH = 10;

const seedId = (number: number): string => `seed-${number}`;

/**
 * Runs a round on tables in which this many athletes have ten workouts each. The product processes those of a hundred
 * athletes, whose rows are then copied. The tables are filled once, and each round gets a copy.
 */
export async function withManyAthletes<T>(
  { stage, log }: Bench,
  athletes: number,
  measure: (running: RunningContender) => Promise<T>,
): Promise<T> {
  const template = `filled_with_${athletes}`;
  if (!stage.has(template)) {
    const fill = async (running: RunningContender): Promise<void> => {
      await running.startConsumers(1);
      await processSeeds(running);
      await copyAthletes(running.pool, athletes / SEEDS - 1);
    };
    await withContender(stage, afterburn, fill, { keepAs: template });
    log(`${athletes} athletes with ${athletes * WORKOUTS_EACH} workouts are there`);
  }
  return withContender(stage, afterburn, measure, { template });
}

async function processSeeds(running: RunningContender): Promise<void> {
  await insertSeeds(running.pool);
  const numbers = Array.from({ length: SEEDS }, (_, number) => number);
  for (let round = 0; round < WORKOUTS_EACH; round += 1)
    await Promise.all(
      numbers.map((number) =>
        saveWorkout(running, { ...workoutAt(round * ATHLETES + number), athleteId: seedId(number) }),
      ),
    );
  await untilProcessed(running.pool, { timeoutMs: 120_000 });
}

/** Inserts these athletes, with the profiles of the load. */
async function insertSeeds(pool: Pool): Promise<void> {
  const numbers = Array.from({ length: SEEDS }, (_, number) => number);
  await pool.query(
    `with seed as (
       insert into athletes (athlete_uuid, app_id, athlete_id, sex, birth_date, height_cm, resting_heart_rate)
       select gen_random_uuid(), a.app_id, s.seed_id, a.sex, a.birth_date, a.height_cm, a.resting_heart_rate
       from unnest($1::text[], $2::text[]) as s (seed_id, athlete_id)
       join athletes a on a.athlete_id = s.athlete_id
       returning athlete_uuid, athlete_id
     )
     insert into athlete_weights (athlete_uuid, valid_from, weight_kg)
     select seed.athlete_uuid, w.valid_from, w.weight_kg
     from seed
     join unnest($1::text[], $2::text[]) as s (seed_id, athlete_id) on s.seed_id = seed.athlete_id
     join athletes a on a.athlete_id = s.athlete_id
     join athlete_weights w on w.athlete_uuid = a.athlete_uuid`,
    [numbers.map(seedId), numbers.map(athleteIdAt)],
  );
}
