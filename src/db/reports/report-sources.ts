import { datesOfMonth } from '../../domain/calendar.ts';
import type { DatedLoad } from '../../domain/fitness.ts';
import type { ReportWorkout } from '../../domain/monthly-report.ts';
import { HISTORY_COLUMNS, listHistories } from '../derived/histories.ts';
import type { Queryable, Transaction } from '../pool.ts';
import { listDatedLoads } from '../derived/training-load.ts';
import { lockAthletes } from '../workouts/workout-refs.ts';

interface Page {
  timeZone: string;
  /** The last athlete of the previous page. */
  after: string | undefined;
  limit: number;
}

/** Lists a page of the athletes in a time zone who have, or had, a workout, by UUID. */
export async function listReportAthletes(db: Queryable, { timeZone, after, limit }: Page): Promise<string[]> {
  const { rows } = await db.query<{ athlete_uuid: string }>(
    `select a.athlete_uuid
     from athletes a
     where a.time_zone = $1::text
       and a.erasing_since is null
       and ($2::uuid is null or a.athlete_uuid > $2::uuid)
       and exists (select from workouts w where w.athlete_uuid = a.athlete_uuid)
     order by a.athlete_uuid
     limit $3::int`,
    [timeZone, after ?? null, limit],
  );
  return rows.map((row) => row.athlete_uuid);
}

/** The inputs of an athlete's monthly report, except for the ranks. */
export interface ReportSource {
  athleteUuid: string;
  /** The app's own id. */
  athleteId: string;
  timeZone: string;
  /** The instant of the read. */
  asOf: string;
  /** Since when the month's report is stale, in microseconds; null if it is not stale or does not exist. */
  staleSince: string | null;
  workouts: ReportWorkout[];
  loads: DatedLoad[];
}

/**
 * Locks these athletes, so that no step changes the inputs, and reads the inputs of their reports. Reads the stale mark
 * before the workouts: a change in between sets another mark, which remains.
 */
export async function lockReportSources(
  tx: Transaction,
  { athleteUuids, month }: { athleteUuids: string[]; month: string },
): Promise<ReportSource[]> {
  await lockAthletes(tx, athleteUuids);
  const { rows } = await tx.query<Omit<ReportSource, 'asOf' | 'workouts' | 'loads'> & { asOf: Date }>(
    `select
       a.athlete_uuid as "athleteUuid",
       a.athlete_id as "athleteId",
       a.time_zone as "timeZone",
       statement_timestamp() as "asOf",
       m.stale_since::text as "staleSince"
     from athletes a
     left join report_months m on m.athlete_uuid = a.athlete_uuid and m.month = $2::text
     where a.athlete_uuid = any($1::uuid[]) and a.erasing_since is null
     order by a.athlete_uuid`,
    [athleteUuids, month],
  );
  const workouts = await listReportWorkouts(tx, athleteUuids);
  const loads = await listDatedLoads(tx, { athleteUuids, to: datesOfMonth(month).at(-1)! });
  return rows.map((row) => ({
    ...row,
    asOf: row.asOf.toISOString(),
    workouts: workouts.get(row.athleteUuid) ?? [],
    loads: loads.get(row.athleteUuid) ?? [],
  }));
}

/**
 * Lists all workouts that are neither deleted nor duplicates: counted ones, and those that only appear in totals
 * because they are implausible or their achievements failed.
 */
export async function listReportWorkouts(
  db: Queryable,
  athleteUuids: string[],
): Promise<Map<string, ReportWorkout[]>> {
  const histories = await listHistories(db, athleteUuids, 'awardAchievements');
  const counted = histories.flatMap(({ workouts }) => workouts.map(({ workoutId }) => workoutId));
  const workouts = new Map<string, ReportWorkout[]>(
    histories.map((history) => [
      history.athleteUuid,
      history.workouts.map((workout) => ({ ...workout, flagged: false })),
    ]),
  );
  for (const { athleteUuid, ...workout } of await listUncounted(db, { athleteUuids, counted })) {
    workouts.get(athleteUuid)?.push({ ...workout, efforts: [], flagged: true });
  }
  return workouts;
}

type UncountedWorkout = Omit<ReportWorkout, 'efforts' | 'flagged'> & { athleteUuid: string };

async function listUncounted(
  db: Queryable,
  { athleteUuids, counted }: { athleteUuids: string[]; counted: string[] },
): Promise<UncountedWorkout[]> {
  const { rows } = await db.query<UncountedWorkout>(
    `select
       ${HISTORY_COLUMNS},
       e.gross_kcal as "grossKcal"
     from workouts w
     left join workout_energy e on e.workout_id = w.workout_id
     left join unnest($2::uuid[]) as c (workout_id) on c.workout_id = w.workout_id
     where w.athlete_uuid = any($1::uuid[])
       and w.deleted_at is null
       and w.duplicate_of is null
       and w.local_start is not null
       and c.workout_id is null`,
    [athleteUuids, counted],
  );
  return rows;
}
