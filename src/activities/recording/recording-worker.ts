import { parentPort, workerData } from 'node:worker_threads';
import { RecordingRejected } from '../../domain/recording.ts';
import { parseBytes } from './parse-bytes.ts';
import type { ParseOutcome, ThreadInput, ThreadMessage } from './parse-outcome.ts';

/** The entry of the thread in which a recording is parsed; `parseRecording` starts it with the file's bytes. */
const run = ({ bytes, labels }: ThreadInput): void => {
  say('begun');
  const outcome = outcomeOf(bytes, labels);
  const tracks = 'recording' in outcome ? outcome.recording.workouts.map(({ track }) => track) : [];
  say(
    outcome,
    tracks.flatMap((track) => (track === null ? [] : Object.values(track).map((column) => column.buffer))),
  );
};

const say = (message: ThreadMessage, transfer?: ArrayBuffer[]): void =>
  parentPort?.postMessage(message, transfer);

const outcomeOf = (bytes: Uint8Array, labels: ThreadInput['labels']): ParseOutcome => {
  try {
    return { recording: parseBytes(bytes, labels) };
  } catch (error) {
    if (error instanceof RecordingRejected) return { rejected: { code: error.code, detail: error.detail } };
    throw error;
  }
};

run(workerData as ThreadInput);
