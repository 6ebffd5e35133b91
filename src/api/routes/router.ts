import { OpenAPIHono } from '@hono/zod-openapi';
import type { ApiEnv } from '../auth/principal.ts';
import { refuseParameters } from '../http/validation-hook.ts';

/** A group of routes; all groups answer a bad parameter alike. */
export const createRouter = () => new OpenAPIHono<ApiEnv>({ defaultHook: refuseParameters as never });

/** A JSON body for the document only: it is read by the JSON entry, which is stricter than the library's own. */
export const jsonBody = (
  component: string,
  { required = true, alsoAs }: { required?: boolean; alsoAs?: string } = {},
) => {
  const media = { schema: { $ref: `#/components/schemas/${component}` } };
  return { required, content: { 'application/json': media, ...(alsoAs ? { [alsoAs]: media } : {}) } };
};

/** The `Location` of a 202, for the document. */
export const locationHeader = { Location: { $ref: '#/components/headers/Location' } };

export const json = <S>(schema: S, description: string) => ({
  description,
  content: { 'application/json': { schema } },
});
