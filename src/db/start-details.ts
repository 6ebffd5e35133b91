import type { Sport } from '../domain/workout.ts';
import type { DueStart } from './due-starts.ts';
import type { Queryable } from './pool.ts';

/** What the Temporal UI may show of an execution besides its id. */
export interface StartDetails {
  /** A batch shows no athlete. */
  athleteUuid: string | null;
  sport: Sport | null;
  /** Of a batch: how many workouts it is of. */
  size?: number;
}

export async function findStartDetails(db: Queryable, start: DueStart): Promise<StartDetails | undefined> {
  const [subject, ...others] = start.subjects;
  if (!subject || others.length > 0) return undefined;
  if (start.kind === 'report' || start.kind === 'erasure') return { athleteUuid: subject.id, sport: null };
  const { rows } = await db.query<StartDetails>(STATEMENTS[start.kind], [subject.id]);
  return rows[0];
}

const STATEMENTS = {
  batch: `
    select null as "athleteUuid", null as sport, cardinality(workout_ids) as size
    from workout_batches
    where batch_id = $1::uuid`,
  workout: `select athlete_uuid as "athleteUuid", sport from workouts where workout_id = $1::uuid`,
  upload: `select athlete_uuid as "athleteUuid", null as sport from uploads where upload_id = $1::uuid`,
  // Lines name many athletes, and then none is shown; the files of a zip are one's.
  import: `
    select athlete_uuid as "athleteUuid", null as sport
    from imports
    where import_id = $1::uuid and athlete_uuid is not null`,
};
