import type { Contender } from '../contenders/contender.ts';
import type { Stage } from './stage.ts';

/** Input of a measure. */
export interface Bench {
  stage: Stage;
  /** The selected contenders that can run here, with or without the product. */
  contenders: readonly Contender[];
  /** Small sizes and one round each: a test, not a result. */
  quick: boolean;
  /** `--size`: replaces the sizes of the measure. */
  sizes: readonly number[] | undefined;
  /** `--repeats`: replaces the repeats of the measure. */
  repeats: number | undefined;
  /** `--against`: another checkout of this repository, whose latency is measured in turns with this one's. */
  against: string | undefined;
  log: (line: string) => void;
  /** Runs a round. A failed round is reported at the top of the results and does not affect the others. */
  attempt: <T>(turn: string, take: () => Promise<T>) => Promise<T | undefined>;
}

export interface Measure {
  name: string;
  run(bench: Bench): Promise<Findings>;
}

export interface Findings {
  title: string;
  ratios: Ratio[];
  tables: Table[];
  /** Notes for readers of the tables. */
  notes: string[];
}

/** The product's figure relative to another one. */
export interface Ratio {
  what: string;
  ratio: number;
  goal?: { atLeast: number } | { atMost: number };
}

export interface Table {
  caption: string;
  columns: readonly string[];
  rows: readonly (readonly string[])[];
}
