import { createWriteStream, readFileSync } from 'node:fs';
import { once } from 'node:events';

export const OPERATIONS = ['save', 'edit', 'delete', 'upload', 'import', 'report', 'erase'] as const;
export type OperationKind = (typeof OPERATIONS)[number];

/** A request of the app; repeats carry the same number and the same key. */
export interface AppRequest {
  operation: number;
  kind: OperationKind;
  /** The Idempotency-Key. An upload has the hash of its bytes; imports, reports and erasures need none. */
  key: string;
  athleteId: string;
  /** Of an edit or a deletion. */
  workoutId?: string;
  ifMatch?: number;
  /** A save's facts, an edit's changes; an upload's `file`, an import's `lines`, a report's `month`. */
  body?: Readonly<Record<string, unknown>>;
}

/** `ok`: 2xx. `fail`: 4xx, definitely not done. `unknown`: any other status, or no response. */
export type Outcome = 'ok' | 'fail' | 'unknown';

export interface Asked extends AppRequest {
  line: 'asked';
  at: number;
}

export interface Answered {
  line: 'answered';
  at: number;
  /** The number of the request; absent for a read. */
  operation?: number;
  kind: OperationKind | 'read';
  outcome: Outcome;
  milliseconds: number;
  /** Absent when no answer came; then `error` says why. */
  status?: number;
  error?: string;
  problem?: string;
  retryAfter?: string;
  /** The workout, upload or import that was accepted or read. */
  id?: string;
  revision?: number;
}

export type HistoryLine = Asked | Answered;

export interface History {
  asked(request: AppRequest): void;
  answered(answer: Omit<Answered, 'line' | 'at'>): void;
  /** Returns everything so far, read back from the file. */
  read(): Promise<HistoryLine[]>;
  close(): Promise<void>;
}

/** Opens an append-only file of requests and responses, one line of JSON each. */
export function openHistory(file: string): History {
  const stream = createWriteStream(file, { flags: 'a' });
  let pending: Promise<void> = Promise.resolve();
  const append = (line: HistoryLine): void => {
    pending = new Promise((resolve) => stream.write(`${JSON.stringify(line)}\n`, () => resolve()));
  };
  return {
    asked: (request) => append({ line: 'asked', at: Date.now(), ...request }),
    answered: (answer) => append({ line: 'answered', at: Date.now(), ...answer }),
    async read() {
      await pending;
      const lines = readFileSync(file, { encoding: 'utf8', flag: 'a+' }).trimEnd().split('\n');
      return lines.filter(Boolean).map((line) => JSON.parse(line) as HistoryLine);
    },
    async close() {
      stream.end();
      await once(stream, 'close');
    },
  };
}
