import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { runTool } from './tools.ts';

/** The models of the contract, as the client exports them. */
const fileOf = (name: string) => fileURLToPath(new URL(`../../packages/client/src/${name}`, import.meta.url));

export const CLIENT_TYPES = fileOf('contract.ts');
export const CLIENT_INDEX = fileOf('index.ts');

const HEADER = `// Generated from the OpenAPI document by test/contract/tools.test.ts: UPDATE_CONTRACT=1 npx vitest run test/contract\n\n`;

/** Returns the models of a document as TypeScript. Operations are left out: the client has a call for each. */
export async function generateClientTypes(document: string): Promise<string> {
  const folder = mkdtempSync(path.join(tmpdir(), 'afterburn-types-'));
  try {
    const models = { ...(JSON.parse(document) as object), paths: {}, servers: undefined };
    const input = path.join(folder, 'models.json');
    writeFileSync(input, JSON.stringify(models));
    runTool('openapi-ts', ['--input', input, '--output', folder, '--plugins', '@hey-api/typescript']);
    const generated = readFileSync(path.join(folder, 'types.gen.ts'), 'utf8');
    const types = generated
      .replace(/^\/\/ This file is auto-generated.*\n/, '')
      // Options of a generated client, which this one is not.
      .replace(/export type ClientOptions = \{\n.*\n\};\n/, '')
      // To a client with exactOptionalPropertyTypes an explicit undefined is a field that is left out.
      .replace(/^( +\w+\?: .*);$/gm, '$1 | undefined;')
      .trimStart();
    const options = (await resolveConfig(CLIENT_TYPES)) ?? {};
    return await format(HEADER + types, { ...options, filepath: CLIENT_TYPES });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Returns the client's index with an export of each model. */
export function exportModels(index: string, types: string): string {
  const models = [...types.matchAll(/^export type (\w+)/gm)].map(([, name]) => `  ${name},\n`);
  return index.replace(
    /export type \{[^}]*\} from '\.\/contract\.ts';/,
    `export type {\n${models.toSorted().join('')}} from './contract.ts';`,
  );
}
