import type { Hook } from '@hono/zod-openapi';
import { InvalidParameter, NotFound } from '../domain/errors.ts';
import type { ApiEnv } from './principal.ts';

/**
 * What a bad path or query means: an id that cannot be one names nothing (404), a month, a date or a query parameter
 * is one that was meant and is wrong (400). Bodies come in by the JSON entry, not here.
 */
export const refuseParameters: Hook<unknown, ApiEnv, string, unknown> = (result) => {
  if (result.success) return;
  const names = result.error.issues.map((issue) => String(issue.path[0]));
  if (result.target === 'param' && !names.some((name) => name === 'month' || name === 'date'))
    throw new NotFound();
  throw new InvalidParameter(`Not acceptable: ${[...new Set(names)].join(', ')}.`);
};
