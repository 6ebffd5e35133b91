import type { CheckedSystem } from '../system.ts';
import type { Promises } from './promises.ts';

/** Each file that was taken is read to its end, once. */
export async function checkUploads(
  { database, findings }: CheckedSystem,
  { uploadIds }: Promises,
): Promise<void> {
  const rows = await database.ask<{ id: string; status: string; workouts: number; named: number }>(`
    select
      u.upload_id as id,
      u.status,
      (select count(*)::int from workouts w where w.upload_id = u.upload_id) as workouts,
      coalesce(jsonb_array_length(u.problem -> 'workoutIds'), 0) as named
    from uploads u`);
  const stored = new Map(rows.map((row) => [row.id, row]));
  for (const id of uploadIds) {
    const upload = stored.get(id);
    if (upload?.status !== 'processed')
      findings.add('lost', `upload ${id} is ${upload?.status ?? 'not there'}`);
    else if (upload.workouts + upload.named !== 1)
      findings.add(
        upload.workouts > 1 ? 'duplicates' : 'lost',
        `upload ${id} gave ${upload.workouts} workouts`,
      );
  }
  for (const { id } of rows)
    if (!uploadIds.has(id)) findings.add('ghosts', `upload ${id} is there, and nobody was promised it`);
}
