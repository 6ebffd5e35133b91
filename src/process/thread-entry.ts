/**
 * Returns what a thread starts with, for a TypeScript file of ours. Compiled, that is the file's JavaScript. From source
 * the thread needs tsx to read TypeScript, and `--import tsx` does nothing outside the main thread (tsx 4.23), so that
 * the entry is a line which registers tsx there first.
 */
export function threadEntry(file: URL): URL {
  if (!import.meta.url.endsWith('.ts')) return new URL(file.href.replace(/\.ts$/, '.js'));
  const tsx = import.meta.resolve('tsx/esm/api');
  const code = `import { register } from '${tsx}'; register(); await import('${file.href}');`;
  return new URL(`data:text/javascript,${encodeURIComponent(code)}`);
}
