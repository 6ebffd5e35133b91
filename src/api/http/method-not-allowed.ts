import type { Context, Hono } from 'hono';
import { NotFound } from '../../domain/errors.ts';
import { MethodNotAllowed } from './protocol-errors.ts';

/**
 * Answers a path without a route for its method: 405 with `Allow` if other methods have one, else 404. The table is
 * built on the first such request, when all routes are registered.
 */
export function createNotFound(app: Pick<Hono, 'routes'>): (c: Context) => never {
  let table: { pattern: RegExp; method: string }[] | undefined;
  return (c) => {
    table ??= app.routes
      .filter(({ method, path }) => method !== 'ALL' && !path.includes('*'))
      .map(({ method, path }) => ({ method, pattern: patternOf(path) }));
    const methods = table.filter(({ pattern }) => pattern.test(c.req.path)).map(({ method }) => method);
    if (methods.length === 0) throw new NotFound();
    if (methods.includes('GET')) methods.push('HEAD');
    throw new MethodNotAllowed([...new Set(methods)].sort());
  };
}

const patternOf = (path: string): RegExp =>
  new RegExp(`^${path.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replace(/:[A-Za-z]+/g, '[^/]+')}$`);
