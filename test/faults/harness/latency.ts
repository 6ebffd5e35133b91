import type { HistoryLine } from './history.ts';
import type { Window } from './checks/answers.ts';

/** How long answers took that came within a window. */
export function latencies(
  lines: readonly HistoryLine[],
  { from, to }: Window,
): { p99: number; requests: number } {
  const sorted = lines
    .flatMap((line) =>
      line.line === 'answered' && line.at >= from && line.at <= to ? [line.milliseconds] : [],
    )
    .sort((a, b) => a - b);
  return { p99: sorted[Math.ceil(sorted.length * 0.99) - 1] ?? 0, requests: sorted.length };
}
