import type { Earned } from '../../domain/earned.ts';
import type { Queryable } from '../pool.ts';
import { listStoredAwards } from './awards.ts';
import { listStoredRecords } from './records.ts';

/** @returns undefined if the workout earned nothing, or nothing that it still has */
export async function findEarned(
  db: Queryable,
  { athleteUuid, workoutId }: { athleteUuid: string; workoutId: string },
): Promise<Earned | undefined> {
  const { rows } = await db.query<{ localDate: string }>(
    `select to_char(local_start, 'YYYY-MM-DD') as "localDate"
     from workouts
     where workout_id = $1::uuid and local_start is not null`,
    [workoutId],
  );
  const awards = await listStoredAwards(db, [athleteUuid]);
  const records = await listStoredRecords(db, [athleteUuid]);
  const achievementIds = awards
    .filter((award) => award.workoutId === workoutId && award.achievementId !== 'record-broken')
    .map(({ achievementId }) => achievementId);
  const recordsBroken = records.filter(
    (record) => record.workoutId === workoutId && record.previousValue !== null,
  );
  if (!rows[0] || achievementIds.length + recordsBroken.length === 0) return undefined;
  return { ...rows[0], achievementIds, recordsBroken };
}
