import type { DemoAthlete } from './athletes.ts';
import type { DemoContext } from './demo-context.ts';
import { asTime, counted } from './figures.ts';
import { untilFinished } from './follow-workouts.ts';
import { planTraining } from './training-plan.ts';
import type { AcceptedWorkout } from './workout-answers.ts';

/** Saves what the athletes did in the last weeks, all of them at the same time, each in the order of the days. */
export async function saveHistory(context: DemoContext, athletes: readonly DemoAthlete[]): Promise<string[]> {
  const { screen } = context;
  screen.heading('Five weeks of training');
  const startedAt = performance.now();
  const saved = (await Promise.all(athletes.map((athlete) => saveFor(context, athlete)))).flat();
  await untilFinished(context, { athleteIds: athletes.map(({ athleteId }) => athleteId), workoutIds: saved });
  const elapsed = asTime(performance.now() - startedAt);
  screen.line(screen.good(`✓ ${counted(saved.length, 'workout')} saved and processed in ${elapsed}`));
  return saved;
}

async function saveFor({ api, screen, work, now }: DemoContext, athlete: DemoAthlete): Promise<string[]> {
  const saved: string[] = [];
  const times: number[] = [];
  for (const { idempotencyKey, submission } of planTraining({ athlete, now })) {
    const { body, milliseconds } = await api.ask<AcceptedWorkout>('/v1/workouts', {
      json: submission,
      headers: { 'Idempotency-Key': idempotencyKey },
    });
    work.accepted(body.id);
    saved.push(body.id);
    times.push(milliseconds);
  }
  const slowest = asTime(Math.max(...times));
  screen.line(
    `${counted(saved.length, 'workout')} of ${athlete.athleteId}: 202 in ${asTime(medianOf(times))}` +
      screen.faint(` (median; slowest ${slowest})`),
  );
  return saved;
}

const medianOf = (numbers: readonly number[]): number =>
  numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;
