import { POINTS } from './findings.ts';
import type { ScenarioResult } from './scenario.ts';

const HEAD = [
  '#',
  'fault',
  'hits',
  'requests',
  'acknowledged',
  'lost',
  'ghosts',
  'duplicates',
  'divergences',
  'other',
  'worst recovery',
  'took',
];

/** Returns a table with one line per scenario, then the notes, then the findings: a log is often read from its end. */
export function describeResults(results: readonly ScenarioResult[]): string {
  const rows = results.map(cellsOf);
  const widths = HEAD.map((name, column) => Math.max(name.length, ...rows.map((row) => row[column]!.length)));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => (column === 1 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!))).join(' | ')} |`;
  const rule = `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`;
  const below = [...results.flatMap(notesOf), ...results.flatMap(findingsOf)];
  return [line(HEAD), rule, ...rows.map(line), '', ...below, sumOf(results)].join('\n');
}

function cellsOf(result: ScenarioResult): string[] {
  const { scenario, hits, requests, acknowledged, findings, worstRecoveryMs, seconds } = result;
  if (result.notRun !== undefined)
    return [nameOf(result), scenario.breaks, ...HEAD.slice(2, -1).map(() => '–'), 'not run'];
  const four = ['lost', 'ghosts', 'duplicates', 'divergences'] as const;
  const other = POINTS.filter((point) => !four.some((each) => each === point));
  return [
    nameOf(result),
    scenario.breaks,
    String(hits),
    String(requests),
    String(acknowledged),
    ...four.map((point) => String(findings.count(point))),
    String(other.reduce((sum, point) => sum + findings.count(point), 0)),
    worstRecoveryMs === undefined ? '–' : `${(worstRecoveryMs / 1000).toFixed(1)} s`,
    `${seconds.toFixed(0)} s`,
  ];
}

export const nameOf = ({ scenario, isRepeat }: ScenarioResult): string =>
  isRepeat ? `${scenario.id} repeated` : scenario.id;

export function notesOf(result: ScenarioResult): string[] {
  const { notes, notRun } = result;
  const name = nameOf(result);
  return [
    ...(notRun === undefined ? [] : [`${name} not run: ${notRun}`]),
    ...notes.map((note) => `${name}: ${note}`),
  ];
}

export const findingsOf = (result: ScenarioResult): string[] =>
  result.findings.describe().map((sentence) => `${nameOf(result)} FAILED: ${sentence}`);

function sumOf(results: readonly ScenarioResult[]): string {
  const sum = (of: (result: ScenarioResult) => number): number =>
    results.reduce((total, each) => total + of(each), 0);
  const point = (name: (typeof POINTS)[number]): number => sum((result) => result.findings.count(name));
  const last = lastTries(results);
  const run = last.filter((result) => result.notRun === undefined);
  const repeated = results.length - last.length;
  const worst = Math.max(0, ...results.map((result) => result.worstRecoveryMs ?? 0));
  return (
    `${sum((r) => r.acknowledged)} operations acknowledged, ${sum((r) => r.hits)} faults injected: ` +
    `${point('lost')} lost, ${point('ghosts')} ghosts, ${point('duplicates')} duplicated, ` +
    `${point('divergences')} divergent, worst recovery ${(worst / 1000).toFixed(1)} s; ` +
    `${run.filter((r) => r.findings.total() === 0).length} of ${run.length} scenarios hold` +
    (repeated > 0 ? `, ${repeated} of them tried twice` : '') +
    (run.length < last.length ? `, ${last.length - run.length} not run` : '')
  );
}

/** Returns the last try of each scenario. */
export const lastTries = (results: readonly ScenarioResult[]): ScenarioResult[] => [
  ...new Map(results.map((result) => [result.scenario.id, result])).values(),
];
