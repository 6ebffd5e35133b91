import type { Checked, CheckOptions } from './check.ts';
import type { Window } from './checks/answers.ts';
import type { Findings, Point } from './findings.ts';
import type { Random } from './random.ts';
import type { Servers } from './servers.ts';
import type { CheckedSystem, System, SystemOptions } from './system.ts';

/** One fault of the matrix. */
export interface Row {
  /** Its number in the matrix, or a name. */
  id: string;
  /** What it breaks. */
  breaks: string;
  /** What must hold beside the eight points. */
  holds: string;
  /** How often the fault is injected, or how many requests it takes. */
  size: { quick: number; full: number };
  /** A run with fewer acknowledged requests while the fault lasted shows nothing; 100 unless the fault is no window. */
  acknowledgedInWindows?: { quick: number; full: number };
  /** Why this machine cannot run it; it is then told, and counts as neither good nor bad. */
  cannotRun?(): string | undefined;
  /** Only in the full tier. */
  isFullOnly?: boolean;
  run(context: RowContext): Promise<void>;
}

export interface RowContext {
  size: number;
  isQuick: boolean;
  random: Random;
  servers: Servers;
  workflowBundlePath: string;
  findings: Findings;
  /** Starts Afterburn for this row, with a database and a namespace of its own. */
  start(options?: Partial<Omit<SystemOptions, 'findings'>>): Promise<System>;
  /** The fault hit, so often. */
  hit(times?: number): void;
  /** From the healing to the end of all work. */
  recovered(milliseconds: number, limitMs?: number): void;
  /** Something took too long: a finding, or only a note where the machine has other work. */
  late(point: Point, sentence: string): void;
  /** A window of time in which the fault was there. */
  window(window: Window): void;
  /** The checker over a system that was started here; programs end with it. */
  check(system: CheckedSystem, options?: CheckOptions): Promise<Checked>;
  /** A figure for the table's last column. */
  note(text: string): void;
  log(text: string): void;
}

export interface RowResult {
  row: Row;
  seed: string;
  hits: number;
  requests: number;
  acknowledged: number;
  inWindows: number;
  findings: Findings;
  /** The second try of a row that failed, with the same choices. */
  isRepeat: boolean;
  worstRecoveryMs: number | undefined;
  notes: string[];
  /** Why it was not run. */
  notRun?: string;
  seconds: number;
}
