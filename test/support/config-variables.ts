import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const config = fileURLToPath(new URL('../../src/config.ts', import.meta.url));

/** The names of the variables that src/config.ts reads, from its schema. */
export function configVariables(): string[] {
  const [, schema = ''] =
    /const Environment = z\.object\(\{\n(.*?)\n\}\);/s.exec(readFileSync(config, 'utf8')) ?? [];
  return [...schema.matchAll(/^ {2}([A-Z][A-Z0-9_]*):/gm)].map(([, name = '']) => name);
}
