import type { FileLabels, Recording, RecordingRejection } from '../../domain/recording.ts';

/** What the parsing thread gets. */
export interface ThreadInput {
  bytes: Uint8Array;
  labels: FileLabels | null | undefined;
}

/** What the parsing thread answers. A rejection travels as data, since a cloned error loses its class. */
export type ParseOutcome =
  { recording: Recording } | { rejected: { code: RecordingRejection; detail: string } };

/** What the thread says: that it has read its code and begins, and then how it ended. */
export type ThreadMessage = 'begun' | ParseOutcome;

/** It took too long – the file, or the machine that it was read on: only repetition tells them apart. */
export class ParsingTimedOut extends Error {
  override readonly name = 'ParsingTimedOut';
  constructor(timeoutMs: number) {
    super(`Reading it takes longer than ${timeoutMs / 1000} s.`);
  }
}
