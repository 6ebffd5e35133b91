import { explicitKey } from '../../../../src/db/accept/accept-keys.ts';
import type { CheckedSystem } from '../system.ts';
import type { Promises } from './promises.ts';

/** A key names one thing for ever: in the answers, and in the tables, which hold it as a hash. */
export async function checkKeys(
  { database, findings }: CheckedSystem,
  { requests, standing }: Promises,
): Promise<void> {
  for (const { key, answers } of requests) {
    const granted = answers.filter((answer) => answer.outcome === 'ok');
    const different = new Set(granted.map(({ id, revision }) => `${id} ${revision}`));
    if (different.size > 1)
      findings.add('duplicates', `key ${key} was answered with ${[...different].join(' and with ')}`);
  }
  const rows = await database.ask<{ stored: string; workoutId: string }>(
    `select accept_key as stored, workout_id as "workoutId"
     from workouts
     where accept_hash is not null
     union all
     select key, workout_id
     from revision_keys`,
  );
  const apps = await database.ask<{ appId: string }>(`select app_id as "appId" from apps`);
  const granted = new Map(
    standing
      .filter(({ kind }) => kind === 'save' || kind === 'edit' || kind === 'delete')
      .flatMap(({ key, verdict }) =>
        apps.map(({ appId }) => [explicitKey(appId, key), { key, id: verdict!.id }] as const),
      ),
  );
  const found = new Set<string>();
  for (const { stored, workoutId } of rows) {
    const promised = granted.get(stored);
    if (!promised) {
      findings.add('ghosts', `a key of ${workoutId} is taken, and nobody was promised it`);
      continue;
    }
    if (found.has(promised.key)) findings.add('duplicates', `key ${promised.key} stands for two requests`);
    else if (promised.id !== workoutId)
      findings.add('duplicates', `key ${promised.key} stands for ${workoutId}, ${promised.id} was answered`);
    found.add(promised.key);
  }
  for (const { key } of granted.values())
    if (!found.has(key)) findings.add('lost', `key ${key} is not there`);
}
