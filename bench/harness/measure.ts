import type { Contender } from '../contenders/contender.ts';
import type { Stage } from './stage.ts';

/** What a measure is given. */
export interface Bench {
  stage: Stage;
  /** Those that can run here and were asked for, the product among them or not. */
  contenders: readonly Contender[];
  /** Small sizes and one turn each: to see that it works, not to quote. */
  quick: boolean;
  /** `--size`: in place of the measure's own sizes. */
  sizes: readonly number[] | undefined;
  /** `--repeats`: in place of the measure's own. */
  repeats: number | undefined;
  log: (line: string) => void;
  /** Runs a turn. A failed turn is reported at the top of the results and does not affect the others. */
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
  /** What has to be known to read the tables. */
  notes: string[];
}

/** The product's figure over another one's. */
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
