import type { System } from './system.ts';

/** 8: a step was really interrupted and taken up again. */
export async function expectRepeatedSteps({ database, findings }: System): Promise<void> {
  const [row] = await database.ask<{ repeated: number }>(
    `select count(*)::int as repeated from workout_steps where attempts >= 2`,
  );
  if (row!.repeated === 0) findings.add('vacuous', 'no step had a second attempt');
}

/** 8: something was at work in the moment of the fault. */
export function expectRunning({ findings }: System, running: number): void {
  if (running === 0) findings.add('vacuous', 'no step was running when the fault came');
}
