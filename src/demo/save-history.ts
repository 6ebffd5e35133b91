import type { DemoAthlete } from './athletes.ts';
import type { DemoContext } from './demo-context.ts';
import { asTime } from './screen.ts';
import { planTraining } from './training-plan.ts';

/** Saves the athletes' workouts of the last weeks, all athletes concurrently, each in the order of the days. */
export async function saveHistory(context: DemoContext, athletes: readonly DemoAthlete[]): Promise<void> {
  const { client, screen, work } = context;
  screen.heading('Five weeks of training');
  const startedAt = performance.now();
  const saved = await Promise.all(athletes.map((athlete) => saveFor(context, athlete)));
  const untilProcessed = async (workoutIds: readonly string[]): Promise<void> => {
    for (const id of workoutIds) {
      await client.workouts.waitUntilProcessed(id, { signal: work.signal });
      work.done(id);
    }
  };
  await Promise.all(saved.map(untilProcessed));
  const elapsed = asTime(performance.now() - startedAt);
  screen.line(screen.good(`✓ ${saved.flat().length} workouts saved and processed in ${elapsed}`));
}

async function saveFor({ client, screen, work, now }: DemoContext, athlete: DemoAthlete): Promise<string[]> {
  const saved: string[] = [];
  const times: number[] = [];
  for (const { idempotencyKey, submission } of planTraining({ athlete, now })) {
    const sentAt = performance.now();
    const { id } = await client.workouts.save(submission, { idempotencyKey, signal: work.signal });
    times.push(performance.now() - sentAt);
    work.accepted(id);
    saved.push(id);
  }
  times.sort((a, b) => a - b);
  const [median = 0, slowest = 0] = [times[Math.floor(times.length / 2)], times.at(-1)];
  screen.line(
    `${saved.length} workouts of ${athlete.athleteId}: 202 in ${asTime(median)}` +
      screen.faint(` (median; slowest ${asTime(slowest)})`),
  );
  return saved;
}
