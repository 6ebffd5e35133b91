import { setTimeout as delay } from 'node:timers/promises';
import type { AcceptedWorkout, Workout } from '@afterburn/client';
import { clock } from '../domain/clock.ts';
import type { DemoAthlete, Effort } from './athletes.ts';
import type { DemoContext } from './demo-context.ts';
import { createRandom, seedOf } from './random.ts';
import { asTime, inKm } from './screen.ts';
import { factsOf } from './training-plan.ts';

const LOOK_EVERY_MS = 40;

/** Saves a workout that ended a moment ago, and prints each step when it is done. */
export async function saveRightNow(
  { client, screen, work, now }: DemoContext,
  { athleteId, profile }: DemoAthlete,
  effort: Effort,
): Promise<AcceptedWorkout> {
  const { signal } = work;
  const facts = factsOf(effort, createRandom(seedOf(`${athleteId}/${now.toISOString()}`)));
  const startedAt = new Date(now.getTime() - 1000 * (60 + facts.durationSeconds)).toISOString();
  const what = `${inKm(facts.distanceMeters ?? 0)} in ${clock(facts.durationSeconds)}`;
  screen.heading(`${profile.displayName} presses Save: ${what}`);

  const sentAt = performance.now();
  const since = (): string => asTime(performance.now() - sentAt);
  const accepted = await client.workouts.save({ athleteId, startedAt, ...facts }, { signal });
  work.accepted(accepted.id);
  screen.line(screen.bold(`202 in ${since()}`));

  const printed = new Set<string>();
  const printSteps = ({ processing }: Workout): void => {
    const ended = processing.steps.filter(({ state }) => state !== 'pending' && state !== 'running');
    for (const { name, state } of ended) {
      if (printed.has(name)) continue;
      printed.add(name);
      const mark = state === 'succeeded' ? screen.good('✓') : screen.bad('✗');
      screen.line(`${mark} ${name.padEnd(22)} ${screen.faint(since())}`);
    }
  };
  // Polls more often than the client's own wait, since a person is watching.
  let workout = await client.workouts.get(accepted.id, { signal });
  while (!workout.status.startsWith('processed')) {
    printSteps(workout);
    await delay(LOOK_EVERY_MS);
    workout = await client.workouts.get(accepted.id, { signal });
  }
  printSteps(workout);
  work.done(accepted.id);
  screen.line(screen.bold(`${workout.status.replaceAll('_', ' ')} in ${since()}: ${energyOf(workout)}`));
  if (workout.duplicateOf)
    screen.line(screen.faint('It overlaps a workout that was there: the two count once.'));
  return accepted;
}

const energyOf = ({ energy, energyUnavailableReason = 'unknown' }: Workout): string =>
  energy
    ? `${Math.round(energy.grossKcal)} kcal (${energy.method.replaceAll('_', ' ')})`
    : `no kcal: ${energyUnavailableReason}`;
