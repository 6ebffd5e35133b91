import type { FileLabels, Recording, RecordingRejection } from '../../domain/recording.ts';

/** Input of the parsing thread. */
export interface ThreadInput {
  bytes: Uint8Array;
  labels: FileLabels | null | undefined;
}

/** The result of the parsing thread. A rejection is sent as data, since a cloned error loses its class. */
export type ParseOutcome =
  { recording: Recording } | { rejected: { code: RecordingRejection; detail: string } };

/** Messages of the thread: `begun` once its code is loaded, then the result. */
export type ThreadMessage = 'begun' | ParseOutcome;

/** Parsing took too long. Only a retry shows whether the file or a busy machine is the reason. */
export class ParsingTimedOut extends Error {
  override readonly name = 'ParsingTimedOut';
  constructor(timeoutMs: number) {
    super(`Reading it takes longer than ${timeoutMs / 1000} s.`);
  }
}
