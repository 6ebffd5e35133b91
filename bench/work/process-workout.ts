import { createPool, withTransaction, type Pool, type Transaction } from '../../src/db/pool.ts';
import { periodsOf } from '../../src/domain/period.ts';
import type { Sport } from '../../src/domain/workout.ts';
import { earnedWith, type Totals } from './awards.ts';
import { energyColumns, localDateOf, type PeerAthlete } from './energy.ts';
import type { PeerWorkout } from './peer-workout.ts';

export const WORK_CONNECTIONS = 20;

export const openWorkPool = ({ databaseUrl }: { databaseUrl: string }): Pool =>
  createPool({
    databaseUrl,
    applicationName: 'peer',
    max: WORK_CONNECTIONS,
    onError: (error) => console.error(error),
  });

/**
 * Processes one workout of a peer, in one transaction of four prepared statements: lock and read the athlete, write the
 * workout with its energy, the scores of eight leaderboards, and the awards with the event. A repeated message finds
 * its workout and changes nothing.
 */
export async function processWorkout(pool: Pool, appId: string, workout: PeerWorkout): Promise<void> {
  await withTransaction(pool, async (tx) => {
    const athlete = await lockAthlete(tx, appId, workout.athleteId);
    const { grossKcal, inserted } = await insertWorkout(tx, appId, workout, athlete);
    if (!inserted) return;
    const totals = await addToScores(tx, appId, workout, athlete, grossKcal);
    await insertAwardsAndEvent(tx, workout, athlete, totals);
  });
}

export async function lockAthlete(tx: Transaction, appId: string, athleteId: string): Promise<PeerAthlete> {
  const { rows } = await tx.query<PeerAthlete>({
    name: 'lock-athlete',
    text: `select
        a.athlete_uuid as "athleteUuid",
        a.sex,
        a.birth_date::text as "birthDate",
        a.height_cm as "heightCm",
        a.resting_heart_rate as "restingHeartRate",
        (
          select json_agg(json_build_object('validFrom', w.valid_from, 'weightKg', w.weight_kg) order by w.valid_from)
          from athlete_weights w
          where w.athlete_uuid = a.athlete_uuid
        ) as weights
      from athletes a
      where a.app_id = $1::uuid and a.athlete_id = $2::text
      for no key update`,
    values: [appId, athleteId],
  });
  return rows[0]!;
}

export async function insertWorkout(
  tx: Transaction,
  appId: string,
  workout: PeerWorkout,
  athlete: PeerAthlete,
  status: 'processed' | 'processing' = 'processed',
): Promise<{ grossKcal: number; inserted: boolean }> {
  const energy = energyColumns(workout, athlete);
  const { rowCount } = await tx.query({
    name: 'insert-workout',
    text: `with w as (
        insert into workouts
          (workout_id, app_id, athlete_uuid, status, sport, started_at, duration_seconds, distance_meters, average_heart_rate, finished_at)
        values ($1::uuid, $2::uuid, $3::uuid, $4::text, $5::text, $6::timestamptz, $7::float8, $8::float8, $9::float8, clock_timestamp())
        on conflict do nothing
        returning workout_id
      )
      insert into workout_energy (workout_id, gross_kcal, net_kcal, method, inputs, version, out_of_range)
      select workout_id, $10::float8, $11::float8, $12::text, $13::jsonb, $14::text, $15::boolean
      from w`,
    values: [
      workout.workoutId,
      appId,
      athlete.athleteUuid,
      status,
      workout.sport,
      workout.startedAt,
      workout.durationSeconds,
      workout.distanceMeters,
      workout.averageHeartRate,
      energy.grossKcal,
      energy.netKcal,
      energy.method,
      JSON.stringify(energy.inputs),
      energy.version,
      energy.outOfRange,
    ],
  });
  return { grossKcal: energy.grossKcal, inserted: rowCount === 1 };
}

export async function addToScores(
  tx: Transaction,
  appId: string,
  workout: PeerWorkout,
  { athleteUuid }: PeerAthlete,
  grossKcal: number,
): Promise<Totals> {
  const { rows } = await tx.query<{ period: string; sport: string } & Omit<Totals, 'ofSport' | 'longest'>>({
    name: 'add-to-scores',
    text: `insert into leaderboard_scores as l
        (athlete_uuid, app_id, athlete_id, period, sport, visible, workouts, distance_meters, duration_seconds, energy_kcal, elevation_gain_meters)
      select $1::uuid, $2::uuid, $3::text, p.period, s.sport, true, 1, $6::float8, $7::float8, $8::float8, 0
      from unnest($4::text[]) as p (period), unnest(array['', $5::text]) as s (sport)
      on conflict (athlete_uuid, period, sport) do update
        set
          workouts = l.workouts + 1,
          distance_meters = l.distance_meters + excluded.distance_meters,
          duration_seconds = l.duration_seconds + excluded.duration_seconds,
          energy_kcal = l.energy_kcal + excluded.energy_kcal
      returning period, sport, workouts, distance_meters as "distanceMeters", duration_seconds as "durationSeconds"`,
    values: [
      athleteUuid,
      appId,
      workout.athleteId,
      Object.values(periodsOf(localDateOf(workout))),
      workout.sport,
      workout.distanceMeters ?? 0,
      workout.durationSeconds,
      grossKcal,
    ],
  });
  const ofAll = rows.filter((row) => row.period === 'all');
  return {
    ...ofAll.find((row) => row.sport === '')!,
    ofSport: new Map(ofAll.map((row) => [row.sport as Sport, row.workouts])),
    longest: [{ sport: workout.sport, distanceMeters: workout.distanceMeters ?? 0 }],
  };
}

export async function insertAwardsAndEvent(
  tx: Transaction,
  workout: PeerWorkout,
  { athleteUuid }: PeerAthlete,
  totals: Totals,
): Promise<void> {
  const earned = earnedWith(totals);
  await tx.query({
    name: 'insert-awards-and-event',
    text: `with earned as (
        insert into awards (athlete_uuid, achievement_id, tier, workout_id, earned_at)
        select $1::uuid, e.achievement_id, e.tier, $2::uuid, $3::timestamptz
        from unnest($4::text[], $5::float8[]) as e (achievement_id, tier)
        on conflict do nothing
      ),
      counted as (
        update athletes set last_event_id = last_event_id + 1 where athlete_uuid = $1::uuid returning app_id, last_event_id
      )
      insert into events (app_id, athlete_uuid, event_id, position, type, data)
      select app_id, $1::uuid, last_event_id, pg_current_xact_id()::text::bigint, 'workout.processed', $6::jsonb
      from counted`,
    values: [
      athleteUuid,
      workout.workoutId,
      new Date(Date.parse(workout.startedAt) + workout.durationSeconds * 1000).toISOString(),
      earned.map((rule) => rule.id),
      earned.map((rule) => rule.tier ?? null),
      JSON.stringify({ workoutId: workout.workoutId, status: 'processed' }),
    ],
  });
}
