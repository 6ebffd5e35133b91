import type { Transaction } from '../../src/db/pool.ts';
import { groupBy } from '../../src/domain/group-by.ts';
import { periodsOf } from '../../src/domain/period.ts';
import type { Sport } from '../../src/domain/workout.ts';
import { earnedWith, type Totals } from './awards.ts';
import { energyColumns, localDateOf, type PeerAthlete } from './energy.ts';
import type { PeerWorkout } from './peer-workout.ts';

/** An athlete with the number of its last event before this set. */
type KnownAthlete = PeerAthlete & { athleteId: string; eventId: number };

interface Placed {
  workout: PeerWorkout;
  athlete: KnownAthlete;
  energy: ReturnType<typeof energyColumns>;
}

/** Does what `processWorkout` does, for many workouts by the same four statements. */
export async function processSet(tx: Transaction, appId: string, workouts: PeerWorkout[]): Promise<void> {
  const athletes = new Map((await lockAthletes(tx, appId, workouts)).map((one) => [one.athleteId, one]));
  const placed = workouts.map((workout) => {
    const athlete = athletes.get(workout.athleteId)!;
    return { workout, athlete, energy: energyColumns(workout, athlete) };
  });
  await insertWorkouts(tx, appId, placed);
  const totals = await addToScores(tx, appId, placed);
  await insertAwardsAndEvents(tx, placed, totals);
}

/** Locks athletes in the order of their keys, so that two sets never deadlock. */
async function lockAthletes(
  tx: Transaction,
  appId: string,
  workouts: readonly PeerWorkout[],
): Promise<KnownAthlete[]> {
  const { rows } = await tx.query<KnownAthlete>({
    name: 'lock-athletes',
    text: `with locked as (
        select a.athlete_uuid
        from athletes a
        where a.app_id = $1::uuid and a.athlete_id = any($2::text[])
        order by a.athlete_uuid
        for no key update
      ),
      notified as (
        select t.athlete_id, count(*) as workouts from unnest($2::text[]) as t (athlete_id) group by t.athlete_id
      )
      update athletes a
      set last_event_id = a.last_event_id + notified.workouts
      from locked, notified
      where a.athlete_uuid = locked.athlete_uuid and notified.athlete_id = a.athlete_id
      returning
        a.athlete_id as "athleteId",
        a.athlete_uuid as "athleteUuid",
        (a.last_event_id - notified.workouts)::float8 as "eventId",
        a.sex,
        a.birth_date::text as "birthDate",
        a.height_cm as "heightCm",
        a.resting_heart_rate as "restingHeartRate",
        (
          select json_agg(json_build_object('validFrom', w.valid_from, 'weightKg', w.weight_kg) order by w.valid_from)
          from athlete_weights w
          where w.athlete_uuid = a.athlete_uuid
        ) as weights`,
    values: [appId, workouts.map((workout) => workout.athleteId)],
  });
  return rows;
}

async function insertWorkouts(tx: Transaction, appId: string, placed: readonly Placed[]): Promise<void> {
  const records = placed.map(({ workout, athlete, energy }) => ({
    workout_id: workout.workoutId,
    athlete_uuid: athlete.athleteUuid,
    sport: workout.sport,
    started_at: workout.startedAt,
    duration_seconds: workout.durationSeconds,
    distance_meters: workout.distanceMeters,
    average_heart_rate: workout.averageHeartRate,
    gross_kcal: energy.grossKcal,
    net_kcal: energy.netKcal,
    method: energy.method,
    inputs: energy.inputs,
    version: energy.version,
    out_of_range: energy.outOfRange,
  }));
  await tx.query({
    name: 'insert-workouts',
    text: `with r as (
        select * from jsonb_to_recordset($1::jsonb) as r (
          workout_id uuid, athlete_uuid uuid, sport text, started_at timestamptz, duration_seconds float8,
          distance_meters float8, average_heart_rate float8, gross_kcal float8, net_kcal float8, method text,
          inputs jsonb, version text, out_of_range boolean
        )
      ),
      w as (
        insert into workouts
          (workout_id, app_id, athlete_uuid, status, sport, started_at, duration_seconds, distance_meters, average_heart_rate, finished_at)
        select workout_id, $2::uuid, athlete_uuid, 'processed', sport, started_at, duration_seconds, distance_meters,
          average_heart_rate, clock_timestamp()
        from r
      )
      insert into workout_energy (workout_id, gross_kcal, net_kcal, method, inputs, version, out_of_range)
      select workout_id, gross_kcal, net_kcal, method, inputs, version, out_of_range
      from r`,
    values: [JSON.stringify(records), appId],
  });
}

interface ScoreRow {
  athleteUuid: string;
  sport: string;
  workouts: number;
  distanceMeters: number;
  durationSeconds: number;
}

/** Adds the workouts of the set to each score, and returns each athlete's totals of all time. */
async function addToScores(
  tx: Transaction,
  appId: string,
  placed: readonly Placed[],
): Promise<Map<string, Totals>> {
  const { rows } = await tx.query<ScoreRow & { period: string }>({
    name: 'add-set-to-scores',
    text: `insert into leaderboard_scores as l
        (athlete_uuid, app_id, athlete_id, period, sport, visible, workouts, distance_meters, duration_seconds, energy_kcal, elevation_gain_meters)
      select r.athlete_uuid, $1::uuid, r.athlete_id, p.period, s.sport, true, count(*), sum(r.distance), sum(r.duration), sum(r.kcal), 0
      from unnest($2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::float8[], $9::float8[], $10::float8[])
        as r (athlete_uuid, athlete_id, sport, week, month, year, distance, duration, kcal)
      cross join lateral (values ('all'), (r.year), (r.month), (r.week)) as p (period)
      cross join lateral (values (''), (r.sport)) as s (sport)
      group by r.athlete_uuid, r.athlete_id, p.period, s.sport
      on conflict (athlete_uuid, period, sport) do update
        set
          workouts = l.workouts + excluded.workouts,
          distance_meters = l.distance_meters + excluded.distance_meters,
          duration_seconds = l.duration_seconds + excluded.duration_seconds,
          energy_kcal = l.energy_kcal + excluded.energy_kcal
      returning athlete_uuid as "athleteUuid", period, sport, workouts, distance_meters as "distanceMeters",
        duration_seconds as "durationSeconds"`,
    values: [
      appId,
      placed.map(({ athlete }) => athlete.athleteUuid),
      placed.map(({ athlete }) => athlete.athleteId),
      placed.map(({ workout }) => workout.sport),
      ...(['week', 'month', 'year'] as const).map((kind) =>
        placed.map(({ workout }) => periodsOf(localDateOf(workout))[kind]),
      ),
      placed.map(({ workout }) => workout.distanceMeters ?? 0),
      placed.map(({ workout }) => workout.durationSeconds),
      placed.map(({ energy }) => energy.grossKcal),
    ],
  });
  const longest = groupBy(placed, ({ athlete }) => athlete.athleteUuid);
  const ofAll = groupBy(
    rows.filter((row) => row.period === 'all'),
    (row) => row.athleteUuid,
  );
  return new Map(
    [...ofAll].map(([athleteUuid, own]) => [
      athleteUuid,
      {
        ...own.find((row) => row.sport === '')!,
        ofSport: new Map(own.map((row) => [row.sport as Sport, row.workouts])),
        longest: longest
          .get(athleteUuid)!
          .map(({ workout }) => ({ sport: workout.sport, distanceMeters: workout.distanceMeters ?? 0 })),
      },
    ]),
  );
}

async function insertAwardsAndEvents(
  tx: Transaction,
  placed: readonly Placed[],
  totals: ReadonlyMap<string, Totals>,
): Promise<void> {
  const latest = new Map(placed.map(({ workout, athlete }) => [athlete.athleteUuid, workout]));
  const awards = [...totals].flatMap(([athleteUuid, own]) =>
    earnedWith(own).map(({ id, tier }) => ({ athleteUuid, id, tier, workout: latest.get(athleteUuid)! })),
  );
  await tx.query({
    name: 'insert-set-of-awards-and-events',
    text: `with earned as (
        insert into awards (athlete_uuid, achievement_id, tier, workout_id, earned_at)
        select * from unnest($1::uuid[], $2::text[], $3::float8[], $4::uuid[], $5::timestamptz[])
        on conflict do nothing
      )
      insert into events (app_id, athlete_uuid, event_id, position, type, data)
      select
        a.app_id,
        e.athlete_uuid,
        e.base + row_number() over (partition by e.athlete_uuid),
        pg_current_xact_id()::text::bigint,
        'workout.processed',
        jsonb_build_object('workoutId', e.workout_id, 'status', 'processed')
      from unnest($6::uuid[], $7::bigint[], $8::uuid[]) as e (athlete_uuid, base, workout_id)
      join athletes a on a.athlete_uuid = e.athlete_uuid`,
    values: [
      awards.map((award) => award.athleteUuid),
      awards.map((award) => award.id),
      awards.map((award) => award.tier ?? null),
      awards.map((award) => award.workout.workoutId),
      awards.map(({ workout }) =>
        new Date(Date.parse(workout.startedAt) + workout.durationSeconds * 1000).toISOString(),
      ),
      placed.map(({ athlete }) => athlete.athleteUuid),
      placed.map(({ athlete }) => athlete.eventId),
      placed.map(({ workout }) => workout.workoutId),
    ],
  });
}
