import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { existsSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import type { Bench } from './measure.ts';

/** What the latency measure of another checkout of this repository printed. */
export interface Elsewhere {
  commit: string;
  /** Milliseconds, by saves a second. */
  p95: Readonly<Record<number, number>>;
}

/** Runs one turn of the latency measure of another checkout, by its own code, servers and packages. */
export async function measureElsewhere({ quick, log }: Bench, folder: string): Promise<Elsewhere> {
  const cwd = path.resolve(folder);
  for (const needed of ['bench/main.ts', 'node_modules'])
    if (!existsSync(path.join(cwd, needed))) throw new Error(`There is no ${needed} in ${cwd}.`);
  const args = [
    'bench/main.ts',
    'latency',
    '--only',
    'afterburn',
    '--repeats',
    '1',
    ...(quick ? ['--quick'] : []),
  ];
  const child = spawn(process.execPath, ['--import', 'tsx', ...args], {
    cwd,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const p95: Record<number, number> = {};
  for await (const line of createInterface({ input: child.stderr })) {
    const [, rate, figure] = /latency afterburn, (\d+)\/s: .*p95 ([\d,.]+) ms/.exec(line) ?? [];
    if (rate !== undefined && figure !== undefined) p95[Number(rate)] = Number(figure.replaceAll(',', ''));
    log(`${folder}: ${line.trim()}`);
  }
  if (Object.keys(p95).length === 0) throw new Error(`The benchmark in ${cwd} printed no latency.`);
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd, encoding: 'utf8' }).trim();
  return { commit, p95 };
}
