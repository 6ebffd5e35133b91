import { streamLines } from '../import-lines.ts';
import { untilProcessed } from './processed.ts';
import type { RunningContender } from './rounds.ts';

/** Sends a body like an app. @throws Error for a response other than 202 */
async function send(
  { url, connections }: RunningContender,
  path: string,
  { type, body }: { type: string; body: RequestInit['body'] },
): Promise<Response> {
  const response = await fetch(`${url}${path}`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${connections.apiKey}`, 'Content-Type': type },
    body,
    duplex: 'half',
  });
  if (response.status !== 202)
    throw new Error(`POST ${path} was answered ${response.status}: ${await response.text()}`);
  return response;
}

/** @returns the workout's id */
export async function saveWorkout(running: RunningContender, workout: object): Promise<string> {
  const response = await send(running, '/v1/workouts', {
    type: 'application/json',
    body: JSON.stringify(workout),
  });
  return ((await response.json()) as { id: string }).id;
}

/** Sends the lines as one import, and waits until they are processed. */
export async function importLines(running: RunningContender, lines: Iterable<string>): Promise<void> {
  await send(running, '/v1/imports', { type: 'application/x-ndjson', body: streamLines(lines) });
  await untilProcessed(running.pool, { timeoutMs: 600_000 });
}

/** @returns the upload's address */
export async function uploadRecording(
  running: RunningContender,
  { athleteId, bytes }: { athleteId: string; bytes: Uint8Array },
): Promise<string> {
  const response = await send(running, `/v1/uploads?athleteId=${athleteId}`, {
    type: 'application/octet-stream',
    body: bytes as Uint8Array<ArrayBuffer>,
  });
  return response.headers.get('Location')!;
}
