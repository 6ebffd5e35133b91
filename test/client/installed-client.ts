import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const TSC = path.join(root, 'node_modules', 'typescript', 'bin', 'tsc');

/** Another project that has installed the client's tarball, and nothing else. */
export interface Consumer {
  folder: string;
  /** The client as it was installed. */
  installed: string;
  /** Compiles a TypeScript project of the folder. @throws Error with what the compiler printed */
  compile(compilerOptions: object): void;
  remove(): void;
}

/** Packs the client as it would be published, from a copy without `dist`, and installs the tarball. */
export function createConsumer(): Consumer {
  const temporary = mkdtempSync(path.join(tmpdir(), 'afterburn-consumer-'));
  const repository = path.join(temporary, 'repository');
  const source = path.join(repository, 'packages', 'client');
  cpSync(path.join(root, 'packages', 'client'), source, {
    recursive: true,
    filter: (file) => path.basename(file) !== 'dist',
  });
  cpSync(path.join(root, 'tsconfig.json'), path.join(repository, 'tsconfig.json'));
  symlinkSync(path.join(root, 'node_modules'), path.join(repository, 'node_modules'));
  const folder = path.join(temporary, 'project');
  mkdirSync(folder);
  const packed = run('npm', ['pack', '--json', '--pack-destination', temporary], source);
  const [{ filename }] = JSON.parse(packed.slice(packed.indexOf('['))) as [{ filename: string }];
  writeFileSync(path.join(folder, 'package.json'), '{ "type": "module" }');
  run('npm', ['install', '--offline', '--no-audit', path.join(temporary, filename)], folder);
  return {
    folder,
    installed: path.join(folder, 'node_modules', '@afterburn', 'client'),
    compile(compilerOptions) {
      writeFileSync(path.join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions }));
      run(process.execPath, [TSC, '--project', folder], folder);
    },
    remove: () => rmSync(temporary, { recursive: true, force: true }),
  };
}

function run(command: string, args: readonly string[], cwd: string): string {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}\n${stdout}\n${stderr}`);
  return stdout;
}
