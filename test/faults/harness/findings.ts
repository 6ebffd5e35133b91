/** The eight points that must hold after every fault, in the order of the table. */
export const POINTS = [
  'lost',
  'ghosts',
  'duplicates',
  'divergences',
  'stuck',
  'http',
  'processes',
  'vacuous',
] as const;
export type Point = (typeof POINTS)[number];

/** What a run has found, point by point; empty is what everybody wants. */
export interface Findings {
  add(point: Point, sentence: string): void;
  count(point: Point): number;
  total(): number;
  /** The first few of each point, as sentences. */
  describe(): string[];
}

const SHOWN = 8;

export function createFindings(): Findings {
  const found = new Map<Point, string[]>(POINTS.map((point) => [point, []]));
  return {
    add: (point, sentence) => void found.get(point)!.push(sentence),
    count: (point) => found.get(point)!.length,
    total: () => POINTS.reduce((sum, point) => sum + found.get(point)!.length, 0),
    describe: () =>
      POINTS.flatMap((point) => {
        const sentences = found.get(point)!;
        const more = sentences.length > SHOWN ? [`${point}: … and ${sentences.length - SHOWN} more`] : [];
        return [...sentences.slice(0, SHOWN).map((sentence) => `${point}: ${sentence}`), ...more];
      }),
  };
}
