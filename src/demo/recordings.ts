import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { ProblemError, type Workout } from '@afterburn/client';
import { clock } from '../domain/clock.ts';
import type { Cast } from './athletes.ts';
import type { DemoContext } from './demo-context.ts';
import { makeFit } from './make-fit.ts';
import { makeGpx } from './make-gpx.ts';
import { seedOf } from './random.ts';
import { asTime, inKm } from './screen.ts';

export interface Recording {
  name: string;
  athleteId: string;
  /** @throws Error with a message for people when a file cannot be read */
  read: () => Uint8Array;
}

/** Returns a run and a ride that ended a quarter of an hour ago, as their watches would send them. */
export function madeRecordings({ swimmer, hiker }: Cast, now: Date): Recording[] {
  const startOf = (seconds: number) => new Date(now.getTime() - 1000 * (900 + seconds)).toISOString();
  const optionsOf = (athleteId: string, durationSeconds: number) => ({
    startedAt: startOf(durationSeconds),
    durationSeconds,
    seed: seedOf(athleteId),
  });
  const run = { sport: 'run', title: 'Run from the watch', ...optionsOf(swimmer.athleteId, 2_160) } as const;
  const ride = { sport: 'ride', energyKcal: 610, ...optionsOf(hiker.athleteId, 3_600) } as const;
  return [
    { name: 'run-of-the-watch.gpx', athleteId: swimmer.athleteId, read: () => makeGpx(run) },
    { name: 'ride-of-the-watch.fit', athleteId: hiker.athleteId, read: () => makeFit(ride) },
  ];
}

export const fileRecordings = (files: readonly string[], athleteId: string): Recording[] =>
  files.map((file) => ({ name: path.basename(file), athleteId, read: () => readWhole(file) }));

function readWhole(file: string): Uint8Array {
  const stats = statSync(file, { throwIfNoEntry: false });
  if (!stats) throw new Error('there is no such file');
  if (stats.isDirectory()) throw new Error('this is a folder; name the files in it');
  return readFileSync(file);
}

/** Uploads each recording and reports the result. A refused recording does not stop the others. */
export async function uploadRecordings(
  context: DemoContext,
  title: string,
  recordings: readonly Recording[],
): Promise<void> {
  const { screen } = context;
  screen.heading(title);
  const nameWidth = Math.min(45, Math.max(...recordings.map(({ name }) => name.length)));
  const waiting = recordings.values();
  const uploadNext = async (): Promise<void> => {
    for (const recording of waiting) {
      const { isTaken, sentence } = await upload(context, recording);
      const mark = isTaken ? screen.good('✓') : screen.bad('✗');
      screen.line(`${mark} ${recording.name.padEnd(nameWidth)}  ${sentence}`);
    }
  };
  // Three concurrent uploads, as from an app: one large file does not delay the others.
  await Promise.all([uploadNext(), uploadNext(), uploadNext()]);
}

const refused = (sentence: string) => ({ isTaken: false, sentence });

/** Uploads a recording, from the first byte until its last workout is processed. */
async function upload({ client, screen, work }: DemoContext, { athleteId, read }: Recording) {
  const { signal } = work;
  let file: Uint8Array;
  try {
    file = read();
  } catch (error) {
    return refused(`cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
  try {
    const sentAt = performance.now();
    const since = (): string => asTime(performance.now() - sentAt);
    const { id } = await client.uploads.send({ athleteId, file }, { signal });
    const sent = `${asSize(file.byteLength).padStart(6)}  202 in ${since()}`;
    work.accepted(id);
    const { status, workoutIds, problem } = await client.uploads.waitUntilProcessed(id, { signal });
    work.done(id);
    if (status === 'failed') return refused(`${sent}, refused: ${problem?.title}: ${problem?.detail}`);

    for (const workoutId of workoutIds) work.accepted(workoutId);
    const workouts = await Promise.all(
      workoutIds.map((workoutId) => client.workouts.waitUntilProcessed(workoutId, { signal })),
    );
    for (const workoutId of workoutIds) work.done(workoutId);
    const what = workouts.map(describe).join('; ') || 'holds no workout';
    const there = problem ? screen.faint(' — already saved') : '';
    return { isTaken: true, sentence: `${sent}, done in ${since()}: ${what}${there}` };
  } catch (error) {
    if (error instanceof ProblemError) return refused(error.message.replaceAll('\n', ': '));
    throw error;
  }
}

const asSize = (bytes: number): string =>
  bytes < 1e6 ? `${Math.ceil(bytes / 1000)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;

function describe({ sport, distanceMeters, durationSeconds, energy, duplicateOf }: Workout): string {
  const facts = [
    sport.replaceAll('_', ' '),
    distanceMeters !== null && inKm(distanceMeters),
    `in ${clock(durationSeconds)}`,
    energy && `${Math.round(energy.grossKcal)} kcal`,
    duplicateOf !== undefined && '(the same workout as another: counts once)',
  ];
  return facts.filter(Boolean).join(' ');
}
