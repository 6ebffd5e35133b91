import type { Checked, CheckOptions } from './check.ts';
import type { Window } from './checks/answers.ts';
import type { Findings, Point } from './findings.ts';
import type { Random } from './random.ts';
import type { Servers } from './servers.ts';
import type { CheckedSystem, System, SystemOptions } from './system.ts';

/** One fault of the matrix. */
export interface Scenario {
  /** Its number in the matrix, or a name. */
  id: string;
  /** What it breaks. */
  breaks: string;
  /** What must hold in addition to the eight points. */
  holds: string;
  /** How often the fault is injected, or the number of requests. */
  size: { quick: number; full: number };
  /** The fewest acknowledged requests during the fault. With fewer the scenario fails, since it shows nothing. */
  acknowledgedInWindows?: { quick: number; full: number };
  /** Returns why this machine cannot run it. It is then listed as not run. */
  cannotRun?(): string | undefined;
  /** Only in the full tier. */
  isFullOnly?: boolean;
  run(context: ScenarioContext): Promise<void>;
}

export interface ScenarioContext {
  size: number;
  isQuick: boolean;
  random: Random;
  servers: Servers;
  workflowBundlePath: string;
  findings: Findings;
  /** Starts Afterburn for this scenario, with its own database and namespace. */
  start(options?: Partial<Omit<SystemOptions, 'findings'>>): Promise<System>;
  /** Counts how often the fault hit. */
  hit(times?: number): void;
  /** Records the time from the end of the fault to the end of all work. */
  recovered(milliseconds: number, limitMs?: number): void;
  /** Reports that something took too long: a finding, or only a note on a busy machine. */
  late(point: Point, sentence: string): void;
  /** Records the time in which the fault was active. */
  window(window: Window): void;
  /** Runs the checker over a system that was started here, and ends its programs. */
  check(system: CheckedSystem, options?: CheckOptions): Promise<Checked>;
  /** Adds a line below the table. */
  note(text: string): void;
  log(text: string): void;
}

export interface ScenarioResult {
  scenario: Scenario;
  seed: string;
  hits: number;
  requests: number;
  acknowledged: number;
  inWindows: number;
  findings: Findings;
  /** Whether this repeats a scenario that failed, with the same choices. */
  isRepeat: boolean;
  worstRecoveryMs: number | undefined;
  notes: string[];
  /** Why it was not run. */
  notRun?: string;
  seconds: number;
}
