import type { DemoContext } from './demo-context.ts';
import { RequestRefused, sentenceOf, type Problem } from './failures.ts';
import { asClock, asSize, asTime, inKm } from './figures.ts';
import { untilFinished } from './follow-workouts.ts';
import type { Recording } from './recordings.ts';
import type { Workout } from './workout-answers.ts';

interface Upload {
  id: string;
  status: 'accepted' | 'processing' | 'processed' | 'failed';
  format: string | null;
  workoutIds: string[];
  problem?: Problem;
}

/** Several at once, as from an app: one large file does not hold up the others. */
const AT_ONCE = 3;
/** How a file was read, no event tells unless it failed. */
const ASK_EVERY_MS = 100;

/** Uploads each recording and tells what came of it; one that is not taken stops nothing. @returns the workouts' ids */
export async function uploadRecordings(
  context: DemoContext,
  { title, recordings }: { title: string; recordings: readonly Recording[] },
): Promise<string[]> {
  context.screen.heading(title);
  const waiting = [...recordings];
  const nameWidth = Math.min(45, Math.max(...recordings.map(({ name }) => name.length)));
  const takeNext = async (): Promise<string[]> => {
    const recording = waiting.shift();
    if (recording === undefined) return [];
    return [...(await uploadOne(context, recording, nameWidth)), ...(await takeNext())];
  };
  return (await Promise.all(Array.from({ length: AT_ONCE }, takeNext))).flat();
}

async function uploadOne(context: DemoContext, recording: Recording, nameWidth: number): Promise<string[]> {
  const { screen } = context;
  const name = recording.name.padEnd(nameWidth);
  const refuse = (reason: string): string[] => {
    screen.line(`${screen.bad('✗')} ${name}  ${reason}`);
    return [];
  };
  let content: Uint8Array;
  try {
    content = recording.read();
  } catch (error) {
    return refuse(`cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
  try {
    const { upload, sent, total } = await send(context, recording, content);
    if (upload.status === 'failed') return refuse(`${sent}, not taken: ${sentenceOf(upload.problem ?? {})}`);
    const workouts = await Promise.all(upload.workoutIds.map((id) => readWorkout(context, id)));
    const what = workouts.map(describe).join('; ') || 'holds no workout';
    const there = upload.problem ? screen.faint(' — is there already') : '';
    screen.line(`${screen.good('✓')} ${name}  ${sent}, done in ${asTime(total)}: ${what}${there}`);
    return upload.workoutIds;
  } catch (error) {
    if (error instanceof RequestRefused) return refuse(error.message);
    throw error;
  }
}

/** From the first byte to the last workout of it that has gone all its way. */
async function send(context: DemoContext, recording: Recording, content: Uint8Array) {
  const { api, work } = context;
  const sentAt = performance.now();
  const answer = await api.ask<Upload>(`/v1/uploads?athleteId=${recording.athleteId}`, {
    body: content,
    headers: { 'Content-Type': recording.contentType },
  });
  const sent = `${asSize(content.byteLength).padStart(6)}  ${answer.status} in ${asTime(answer.milliseconds)}`;
  const upload = await untilRead(context, answer.body.id);
  for (const id of upload.workoutIds) work.accepted(id);
  await untilFinished(context, { athleteIds: [recording.athleteId], workoutIds: upload.workoutIds });
  return { upload, sent, total: performance.now() - sentAt };
}

async function untilRead({ api, work }: DemoContext, uploadId: string): Promise<Upload> {
  const ask = async (): Promise<Upload> => (await api.ask<Upload>(`/v1/uploads/${uploadId}`)).body;
  work.accepted(uploadId);
  let upload = await ask();
  const look = async (): Promise<void> => void (upload = await ask());
  await work.until(() => hasEnded(upload), { look, everyMs: ASK_EVERY_MS });
  work.done(uploadId);
  return upload;
}

const hasEnded = ({ status }: Upload): boolean => status === 'processed' || status === 'failed';

const readWorkout = async ({ api }: DemoContext, id: string): Promise<Workout> =>
  (await api.ask<Workout>(`/v1/workouts/${id}`)).body;

function describe({ sport, distanceMeters, durationSeconds, energy, duplicateOf }: Workout): string {
  const facts = [
    sport.replaceAll('_', ' '),
    ...(distanceMeters === null ? [] : [inKm(distanceMeters)]),
    `in ${asClock(durationSeconds)}`,
    ...(energy ? [`${Math.round(energy.grossKcal)} kcal`] : []),
    ...(duplicateOf === undefined ? [] : ['(the same workout as another: counts once)']),
  ];
  return facts.join(' ');
}
