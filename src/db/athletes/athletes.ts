import type { AthleteProfile } from '../../domain/athlete.ts';
import { NotFound } from '../../domain/errors.ts';
import type { Queryable, Transaction } from '../pool.ts';

export interface StoredAthlete extends AthleteProfile {
  athleteUuid: string;
  athleteId: string;
  /** The newest known weight; older entries apply to older workouts. */
  weightKg: number | null;
}

interface AthleteKey {
  appId: string;
  athleteId: string;
}

/** @throws NotFound, also for another app's athlete */
export async function getAthleteUuid(db: Queryable, { appId, athleteId }: AthleteKey): Promise<string> {
  const { rows } = await db.query<{ athlete_uuid: string }>(
    `select athlete_uuid
     from athletes
     where app_id = $1::uuid and athlete_id = $2::text`,
    [appId, athleteId],
  );
  if (!rows[0]) throw new NotFound();
  return rows[0].athlete_uuid;
}

const ATHLETE_COLUMNS = `
  a.athlete_uuid as "athleteUuid",
  a.athlete_id as "athleteId",
  a.time_zone as "timeZone",
  a.sex,
  a.birth_date::text as "birthDate",
  a.height_cm as "heightCm",
  a.resting_heart_rate as "restingHeartRate",
  a.max_heart_rate as "maxHeartRate",
  a.ftp_watts as "ftpWatts",
  a.vo2_max as "vo2Max",
  a.units,
  a.display_name as "displayName",
  a.leaderboard_visibility as "leaderboardVisibility",
  (
    select aw.weight_kg
    from athlete_weights aw
    where aw.athlete_uuid = a.athlete_uuid
    order by aw.valid_from desc
    limit 1
  ) as "weightKg"`;

/** @throws NotFound */
export async function getAthlete(
  db: Queryable,
  { appId, athleteId }: AthleteKey,
  lock: '' | 'for no key update of a' = '',
): Promise<StoredAthlete> {
  const { rows } = await db.query<StoredAthlete>(
    `select ${ATHLETE_COLUMNS}
     from athletes a
     where a.app_id = $1::uuid and a.athlete_id = $2::text
     ${lock}`,
    [appId, athleteId],
  );
  if (!rows[0]) throw new NotFound();
  return rows[0];
}

/** The parts of a profile that mails and cards show. */
export type AddressedAthlete = Pick<StoredAthlete, 'athleteId' | 'displayName' | 'timeZone' | 'units'>;

/** @throws NotFound, also while the athlete is being erased */
export async function getAthleteByUuid(db: Queryable, athleteUuid: string): Promise<AddressedAthlete> {
  const { rows } = await db.query<AddressedAthlete>(
    `select
       athlete_id as "athleteId",
       display_name as "displayName",
       time_zone as "timeZone",
       units
     from athletes
     where athlete_uuid = $1::uuid and erasing_since is null`,
    [athleteUuid],
  );
  if (!rows[0]) throw new NotFound();
  return rows[0];
}

/**
 * Creates the athlete under `newUuid` if it is new, and locks it against steps and other changes until the
 * transaction ends. `for no key update` does not block saves of this athlete's workouts.
 */
export async function lockOrCreateAthlete(
  tx: Transaction,
  { appId, athleteId, newUuid }: AthleteKey & { newUuid: string },
): Promise<StoredAthlete> {
  await tx.query(
    `insert into athletes (athlete_uuid, app_id, athlete_id)
     values ($1::uuid, $2::uuid, $3::text)
     on conflict (app_id, athlete_id) do nothing`,
    [newUuid, appId, athleteId],
  );
  return lockAthlete(tx, { appId, athleteId });
}

/** @throws NotFound */
export const lockAthlete = (tx: Transaction, key: AthleteKey): Promise<StoredAthlete> =>
  getAthlete(tx, key, 'for no key update of a');

/** Replaces the profile. Also updates whether the athlete's scores are visible, so that privacy is immediate. */
export async function replaceProfile(
  tx: Transaction,
  athleteUuid: string,
  profile: AthleteProfile,
): Promise<void> {
  await tx.query(
    `update athletes
     set
       time_zone = $2::text,
       sex = $3::text,
       birth_date = $4::date,
       height_cm = $5::double precision,
       resting_heart_rate = $6::double precision,
       max_heart_rate = $7::double precision,
       ftp_watts = $8::double precision,
       vo2_max = $9::double precision,
       units = $10::text,
       display_name = $11::text,
       leaderboard_visibility = $12::text
     where athlete_uuid = $1::uuid`,
    [
      athleteUuid,
      profile.timeZone,
      profile.sex,
      profile.birthDate,
      profile.heightCm,
      profile.restingHeartRate,
      profile.maxHeartRate,
      profile.ftpWatts,
      profile.vo2Max,
      profile.units,
      profile.displayName,
      profile.leaderboardVisibility,
    ],
  );
  await tx.query(
    `update leaderboard_scores
     set visible = $2::boolean
     where athlete_uuid = $1::uuid and visible <> $2::boolean`,
    [athleteUuid, profile.leaderboardVisibility === 'public'],
  );
}

/** Lists the time zones of athletes: each has its own schedule for monthly reports. */
export async function listTimeZonesInUse(db: Queryable): Promise<string[]> {
  const { rows } = await db.query<{ time_zone: string }>(
    `select distinct time_zone
     from athletes
     order by time_zone`,
  );
  return rows.map((row) => row.time_zone);
}
