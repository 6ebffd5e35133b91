import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { expect } from 'vitest';

interface Operation {
  responses: Record<string, { content?: Record<string, { schema: object }> }>;
}

interface Document {
  openapi: string;
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, object> };
}

/** Holds each answer against what the served document says of its route: status, media type and body. */
export async function createConformance(app: { request(path: string): Response | Promise<Response> }) {
  const document = (await (await app.request('/openapi.json')).json()) as Document;
  const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: false });
  ajv.addSchema({ $id: 'document', ...document });
  const paths = Object.keys(document.paths).map((path) => ({
    path,
    pattern: new RegExp(`^${path.replace(/\{[^}]+\}/g, '[^/]+')}$`),
  }));
  const validators = new Map<string, ValidateFunction>();

  function validatorOf(pointer: string): ValidateFunction {
    const validator = validators.get(pointer) ?? ajv.compile({ $ref: `document#${pointer}` });
    validators.set(pointer, validator);
    return validator;
  }

  return {
    document,
    async check(method: string, url: string, response: Response): Promise<void> {
      const route = paths.find(({ pattern }) => pattern.test(url.split('?')[0]!));
      const operation = route && document.paths[route.path]![method.toLowerCase()];
      // What no route answers (404, 405) is a problem all the same.
      if (!route || !operation) return expectProblem(response, validatorOf('/components/schemas/Problem'));
      const described = operation.responses[response.status];
      const place = `${method} ${route.path} ${response.status}`;
      if (!described) throw new Error(`The document does not describe ${place}.`);
      const mediaType = response.headers.get('Content-Type')?.split(';')[0];
      if (!mediaType) return;
      expect(Object.keys(described.content ?? {})).toContain(mediaType);
      if (!mediaType.endsWith('json')) return;
      const escaped = [route.path, method.toLowerCase(), String(response.status), mediaType].map((part) =>
        encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1')),
      );
      const [path, verb, status, type] = escaped;
      const validate = validatorOf(`/paths/${path}/${verb}/responses/${status}/content/${type}/schema`);
      const body: unknown = await response.clone().json();
      expect({ place, valid: validate(body) || validate.errors }).toEqual({ place, valid: true });
    },
  };
}

async function expectProblem(response: Response, validate: ValidateFunction): Promise<void> {
  if (response.status < 400) return;
  expect(response.headers.get('Content-Type')).toBe('application/problem+json');
  expect(validate(await response.clone().json()) || validate.errors).toBe(true);
}
