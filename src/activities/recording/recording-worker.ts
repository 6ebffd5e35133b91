import { parentPort, workerData } from 'node:worker_threads';
import { RecordingRejected } from '../../domain/recording.ts';
import { parseBytes } from './parse-bytes.ts';
import type { ParseOutcome, ThreadMessage } from './parse-outcome.ts';

/** The entry of the thread in which a recording is parsed; `parseRecording` starts it with the file's bytes. */
const run = (bytes: Uint8Array): void => {
  say('begun');
  const outcome = outcomeOf(bytes);
  const tracks = 'recording' in outcome ? outcome.recording.workouts.map(({ track }) => track) : [];
  say(
    outcome,
    tracks.flatMap((track) => (track === null ? [] : Object.values(track).map((column) => column.buffer))),
  );
};

const say = (message: ThreadMessage, transfer?: ArrayBuffer[]): void =>
  parentPort?.postMessage(message, transfer);

const outcomeOf = (bytes: Uint8Array): ParseOutcome => {
  try {
    return { recording: parseBytes(bytes) };
  } catch (error) {
    if (error instanceof RecordingRejected) return { rejected: { code: error.code, detail: error.detail } };
    throw error;
  }
};

run(workerData as Uint8Array);
