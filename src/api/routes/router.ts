import { OpenAPIHono } from '@hono/zod-openapi';
import type { ApiEnv } from '../auth/principal.ts';
import { refuseParameters } from '../http/validation-hook.ts';

/** Creates what routes are added to; all of them answer bad parameters alike. */
export const createRouter = () => new OpenAPIHono<ApiEnv>({ defaultHook: refuseParameters as never });

export type Router = ReturnType<typeof createRouter>;

/** Documents a JSON body. The JSON entry reads it, which is stricter than the library. */
export const jsonBody = (
  component: string,
  { required = true, alsoAs }: { required?: boolean; alsoAs?: string } = {},
) => {
  const media = { schema: { $ref: `#/components/schemas/${component}` } };
  return { required, content: { 'application/json': media, ...(alsoAs ? { [alsoAs]: media } : {}) } };
};

/** Documents the `Location` of a 202. */
export const locationHeader = { Location: { $ref: '#/components/headers/Location' } };

/** Documents a JSON response. */
export const json = <S>(schema: S, description: string, headers: Record<string, { $ref: string }> = {}) => ({
  description,
  headers,
  content: { 'application/json': { schema } },
});
