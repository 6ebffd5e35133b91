import type { System } from './system.ts';

/** 8: a step was really interrupted and taken up again. */
export async function expectRepeatedSteps({ database, findings }: System): Promise<void> {
  const [row] = await database.ask<{ repeated: number }>(
    `select count(*)::int as repeated from workout_steps where attempts >= 2`,
  );
  if (row!.repeated === 0) findings.add('vacuous', 'no step had a second attempt');
}
