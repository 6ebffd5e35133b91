/**
 * Returns the entry of a thread for one of our TypeScript files. Compiled, it is the JavaScript file. From source it is
 * a line of code that registers tsx first, since `--import tsx` does nothing outside of the main thread (tsx 4.23).
 */
export function threadEntry(file: URL): URL {
  if (!import.meta.url.endsWith('.ts')) return new URL(file.href.replace(/\.ts$/, '.js'));
  const tsx = import.meta.resolve('tsx/esm/api');
  const code = `import { register } from '${tsx}'; register(); await import('${file.href}');`;
  return new URL(`data:text/javascript,${encodeURIComponent(code)}`);
}
