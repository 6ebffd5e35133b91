import type { Recording, RecordingRejection } from '../../domain/recording.ts';

/** What the parsing thread answers. A rejection travels as data, since a cloned error loses its class. */
export type ParseOutcome =
  { recording: Recording } | { rejected: { code: RecordingRejection; detail: string } };
