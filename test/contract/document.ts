import { createApp } from '../../src/api/app.ts';
import type { ApiDependencies } from '../../src/api/dependencies.ts';

export const silent = { debug() {}, info() {}, warn() {}, error() {} };

/** Returns the app without a database or Temporal, which the document and its pages do not need. */
export const createBareApp = () =>
  createApp({ log: silent, isDraining: () => false } as unknown as ApiDependencies);

/** Returns `/openapi.json` as it is served. */
export const readDocument = async (): Promise<string> =>
  (await createBareApp().request('/openapi.json')).text();
