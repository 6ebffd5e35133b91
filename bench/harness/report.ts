import { rounded } from './statistics.ts';
import type { Findings, Ratio, Table } from './measure.ts';

/** Renders the page of results: goals first, then the measurements. */
export function renderResults(
  findings: readonly Findings[],
  { circumstances, failures }: { circumstances: readonly string[]; failures: readonly string[] },
): string {
  const ratios = findings.flatMap((finding) => finding.ratios);
  return [
    '# Results of `npm run bench`',
    'Written by the command itself. What has a goal comes first: the product’s figure over another one’s, of medians of turns taken in rotation on the same machine.',
    ...(failures.length > 0 ? ['**Turns that failed, and have no figures here:**', listOf(failures)] : []),
    renderTable({
      caption: '',
      columns: ['what', 'measured', 'goal', 'met'],
      rows: ratios.map((ratio) => [ratio.what, rounded(ratio.ratio), goalOf(ratio), verdictOf(ratio)]),
    }),
    '## Circumstances',
    listOf(circumstances),
    ...findings.flatMap(({ title, tables, notes }) => [
      `## ${title}`,
      ...tables.map(renderTable),
      listOf(notes),
    ]),
  ]
    .filter((part) => part !== '')
    .join('\n\n')
    .concat('\n');
}

const listOf = (lines: readonly string[]): string => lines.map((line) => `- ${line}`).join('\n');

export function renderTable({ caption, columns, rows }: Table): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const table = [line(columns), line(columns.map(() => '---')), ...rows.map(line)].join('\n');
  return caption ? `${caption}\n\n${table}` : table;
}

function goalOf({ goal }: Ratio): string {
  if (!goal) return '';
  return 'atLeast' in goal ? `≥ ${goal.atLeast}` : `≤ ${goal.atMost}`;
}

function verdictOf({ ratio, goal }: Ratio): string {
  if (!goal) return '';
  if (!Number.isFinite(ratio)) return 'not measured';
  return ('atLeast' in goal ? ratio >= goal.atLeast : ratio <= goal.atMost) ? 'yes' : '**no**';
}
