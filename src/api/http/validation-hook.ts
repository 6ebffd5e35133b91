import type { Hook } from '@hono/zod-openapi';
import { InvalidParameter, NotFound } from '../../domain/errors.ts';
import { toFieldErrors } from './field-errors.ts';
import type { ApiEnv } from '../auth/principal.ts';

/**
 * Refuses bad path and query parameters: 404 for a malformed id, 400 for a wrong month, date or query parameter, with
 * its limits. The JSON entry validates bodies.
 */
export const refuseParameters: Hook<unknown, ApiEnv, string, unknown> = (result, c) => {
  if (result.success) return;
  const input = result.target === 'param' ? c.req.param() : c.req.query();
  const errors = new Map(
    toFieldErrors(result.error, input).map(({ pointer, detail }) => [pointer.split('/')[1] ?? '', detail]),
  );
  if (result.target === 'param' && !errors.has('month') && !errors.has('date')) throw new NotFound();
  throw new InvalidParameter([...errors].map(([name, detail]) => `${name} ${detail}.`).join(' '));
};
