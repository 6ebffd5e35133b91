import type { CheckedSystem } from '../system.ts';
import type { Promises } from './promises.ts';

/** A key names one thing for ever: in the answers, and in the table. */
export async function checkKeys({ database, findings }: CheckedSystem, { wishes }: Promises): Promise<void> {
  for (const { key, answers } of wishes) {
    const granted = answers.filter((answer) => answer.outcome === 'ok');
    const different = new Set(granted.map(({ id, revision }) => `${id} ${revision}`));
    if (different.size > 1)
      findings.add('duplicates', `key ${key} was answered with ${[...different].join(' and with ')}`);
  }
  const granted = new Map(
    wishes
      .filter((wish) => wish.kind !== 'upload' && wish.verdict?.outcome === 'ok')
      .map((wish) => [wish.key, wish.verdict!.id]),
  );
  const rows = await database.ask<{ key: string; workoutId: string }>(
    `select key, workout_id as "workoutId" from idempotency_keys where explicit`,
  );
  for (const { key, workoutId } of rows) {
    if (!granted.has(key)) findings.add('ghosts', `key ${key} is taken, and nobody was promised it`);
    else if (granted.get(key) !== workoutId)
      findings.add('duplicates', `key ${key} stands for ${workoutId}, ${granted.get(key)} was answered`);
  }
  const stored = new Set(rows.map(({ key }) => key));
  for (const key of granted.keys()) if (!stored.has(key)) findings.add('lost', `key ${key} is not there`);
}
