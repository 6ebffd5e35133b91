import type { Sport } from '../domain/workout.ts';
import type { DueStart } from './outbox-claims.ts';
import type { Queryable } from './pool.ts';

/** What the Temporal UI may show of an execution besides its id. A batch shows no athlete. */
export interface StartDetails {
  athleteUuid: string;
  sport: Sport | null;
}

export async function findStartDetails(db: Queryable, start: DueStart): Promise<StartDetails | undefined> {
  const [subject, ...others] = start.subjects;
  if (!subject || others.length > 0) return undefined;
  if (start.kind === 'report' || start.kind === 'erasure') return { athleteUuid: subject.id, sport: null };
  const { rows } = await db.query<StartDetails>(
    start.kind === 'workout'
      ? `select athlete_uuid as "athleteUuid", sport from workouts where workout_id = $1::uuid`
      : `select athlete_uuid as "athleteUuid", null as sport from uploads where upload_id = $1::uuid`,
    [subject.id],
  );
  return rows[0];
}
