import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseSync, Visitor, type Node } from 'oxc-parser';

/** How one file mentions another: runs it, only names its types, or only points at it with `new URL(…)`. */
export type ReferenceKind = 'value' | 'type' | 'path';

export interface Reference {
  kind: ReferenceKind;
  /** As it is written. */
  specifier: string;
  /** A file of the project from its root, or nothing for a package or a builtin. */
  file: string | undefined;
}

/** Something in a file that this project does without. */
export interface Oddity {
  what: 'process.env' | 'export *' | 'a computed import';
  line: number;
}

export interface SourceFile {
  /** From the root of the project, with `/`. */
  file: string;
  references: Reference[];
  oddities: Oddity[];
}

/** Every TypeScript file below `folder`, parsed; a declaration of a script of the page is none. */
export function readSourceFiles(root: string, folder: string): SourceFile[] {
  return readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /(?<!\.d)\.tsx?$/.test(name))
    .map((name) => path.posix.join(folder, name.replaceAll(path.sep, '/')))
    .toSorted()
    .map((file) => parseSourceFile(file, readFileSync(path.join(root, file), 'utf8')));
}

export function parseSourceFile(file: string, text: string): SourceFile {
  const { program, errors } = parseSync(file, text);
  if (errors[0]) throw new Error(`${file} cannot be parsed: ${errors[0].message}`);
  const references: Reference[] = [];
  const oddities: Oddity[] = [];
  const refer = (specifier: string, kind: ReferenceKind) =>
    references.push({ kind, specifier, file: resolve(file, specifier, kind) });
  const note = (what: Oddity['what'], { start }: { start: number }) =>
    oddities.push({ what, line: text.slice(0, start).split('\n').length });

  // `import { type A }` is not erased as a whole: the module still runs. Only `import type` leaves nothing behind.
  new Visitor({
    ImportDeclaration(node) {
      refer(node.source.value, kindOf(node.importKind));
      if (/^(node:)?process$/.test(node.source.value)) note('process.env', node);
    },
    ExportNamedDeclaration: (node) => void (node.source && refer(node.source.value, kindOf(node.exportKind))),
    ExportAllDeclaration(node) {
      refer(node.source.value, kindOf(node.exportKind));
      note('export *', node);
    },
    TSImportType: (node) => void refer(node.source.value, 'type'),
    ImportExpression(node) {
      const specifier = literalOf(node.source);
      if (specifier === undefined) note('a computed import', node);
      else refer(specifier, 'value');
    },
    NewExpression(node) {
      const [target, base] = node.arguments;
      if (!isIdentifier(node.callee, 'URL') || !target || !base || !isImportMetaUrl(base)) return;
      const specifier = literalOf(target);
      if (specifier !== undefined) refer(specifier, 'path');
    },
    MemberExpression(node) {
      if (isIdentifier(node.object, 'process') && nameOf(node.property) === 'env') note('process.env', node);
    },
    VariableDeclarator(node) {
      if (node.init && isIdentifier(node.init, 'process') && node.id.type === 'ObjectPattern')
        note('process.env', node);
    },
  }).visit(program);
  return { file, references, oddities };
}

const kindOf = (keyword: 'type' | 'value' | null | undefined): ReferenceKind =>
  keyword === 'type' ? 'type' : 'value';

const isIdentifier = (node: Node, name: string): boolean => node.type === 'Identifier' && node.name === name;

const literalOf = (node: Node): string | undefined =>
  node.type === 'Literal' && typeof node.value === 'string' ? node.value : undefined;

const nameOf = (node: Node): string | undefined => (node.type === 'Identifier' ? node.name : literalOf(node));

const isImportMetaUrl = (node: Node): boolean =>
  node.type === 'MemberExpression' && node.object.type === 'MetaProperty' && nameOf(node.property) === 'url';

/** A build points at its own output: for the source that is the file of the same name. */
function resolve(from: string, specifier: string, kind: ReferenceKind): string | undefined {
  if (kind !== 'path' && !specifier.startsWith('.')) return undefined;
  return path.posix.join(path.posix.dirname(from), specifier).replace(/\.js$/, '.ts');
}
