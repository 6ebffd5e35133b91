import { setTimeout as delay } from 'node:timers/promises';
import type { DemoAthlete } from './athletes.ts';
import type { DemoContext } from './demo-context.ts';
import { asClock, asTime, inKm } from './figures.ts';
import { createRandom, seedOf } from './random.ts';
import { factsOf } from './training-plan.ts';
import type { Session } from './training-weeks.ts';
import { untilFinished } from './follow-workouts.ts';
import type { AcceptedWorkout, Workout } from './workout-answers.ts';

/** Farther than each of the last weeks, so that it earns something. */
export const TEN_KILOMETRES: Omit<Session, 'weekdays' | 'at'> = {
  title: 'Ten kilometres',
  sport: 'run',
  km: [10.01, 10.09],
  metersPerSecond: 3.25,
  climbPerKm: 8,
  heartRate: 159,
};

export const FIFTY_KILOMETRES: Omit<Session, 'weekdays' | 'at'> = {
  title: 'Fifty kilometres',
  sport: 'ride',
  km: [51, 55],
  metersPerSecond: 8.2,
  climbPerKm: 10,
  heartRate: 147,
};

const STEPS_EVERY_MS = 40;

/** Saves a workout that ended a moment ago, and tells each step as it is done. @returns the workout's id */
export async function saveRightNow(
  context: DemoContext,
  { athlete, session }: { athlete: DemoAthlete; session: Omit<Session, 'weekdays' | 'at'> },
): Promise<string> {
  const { api, screen, work, now } = context;
  const { athleteId, profile } = athlete;
  const facts = factsOf(session, createRandom(seedOf(`${athleteId}/${now.toISOString()}`)));
  const startedAt = new Date(now.getTime() - 1000 * (60 + facts.durationSeconds)).toISOString();
  const clock = asClock(facts.durationSeconds);
  screen.heading(`${profile.displayName} presses Save: ${inKm(facts.distanceMeters ?? 0)} in ${clock}`);

  const sentAt = performance.now();
  const { status, body, milliseconds } = await api.ask<AcceptedWorkout>('/v1/workouts', {
    json: { athleteId, startedAt, ...facts },
    headers: { 'Idempotency-Key': `demo-${athleteId}-${startedAt}` },
  });
  work.accepted(body.id);
  screen.line(screen.bold(`${status} in ${asTime(milliseconds)}`));
  await Promise.all([
    untilFinished(context, { athleteIds: [athleteId], workoutIds: [body.id] }),
    tellSteps(context, body.id, sentAt),
  ]);
  const elapsed = asTime(performance.now() - sentAt);

  const { body: workout } = await api.ask<Workout>(`/v1/workouts/${body.id}`);
  const { energy, energyUnavailableReason = 'unknown' } = workout;
  const kcal = energy
    ? `${Math.round(energy.grossKcal)} kcal (${energy.method.replaceAll('_', ' ')})`
    : `no kcal: ${energyUnavailableReason}`;
  screen.line(screen.bold(`${workout.status.replaceAll('_', ' ')} in ${elapsed}: ${kcal}`));
  if (workout.duplicateOf)
    screen.line(screen.faint('It overlaps a workout that was there: the two count once.'));
  return body.id;
}

async function tellSteps(
  { api, screen, work }: DemoContext,
  workoutId: string,
  sentAt: number,
): Promise<void> {
  const told = new Set<string>();
  for (let isLast = false; !isLast;) {
    isLast = work.isDone(workoutId);
    const { body } = await api.ask<Workout>(`/v1/workouts/${workoutId}`);
    for (const { name, state } of body.processing.steps) {
      if (told.has(name) || state === 'pending' || state === 'running') continue;
      told.add(name);
      const mark = state === 'succeeded' ? screen.good('✓') : screen.bad('✗');
      screen.line(`${mark} ${name.padEnd(20)} ${screen.faint(asTime(performance.now() - sentAt))}`);
    }
    await delay(STEPS_EVERY_MS);
  }
}
