import { writeFileSync } from 'node:fs';
import path from 'node:path';

/** The name `localhost`, as workers resolve it. */
export interface ChangingDns {
  /** For the workers */
  env: NodeJS.ProcessEnv;
  resolveTo(address: string): void;
}

/** Lets workers resolve `localhost` by a file, at first to 127.0.0.1. */
export function createChangingDns(folder: string): ChangingDns {
  const file = path.join(folder, `localhost-${++files}`);
  const program = new URL('../programs/changing-dns.mjs', import.meta.url);
  const resolveTo = (address: string): void => writeFileSync(file, address);
  resolveTo('127.0.0.1');
  return { env: { NODE_OPTIONS: `--import ${program.href}`, FAULTS_DNS_FILE: file }, resolveTo };
}

let files = 0;
