import type { EventType, EventTypes, Health, ProblemCode, ProblemType, Readiness } from './contract.ts';
import type { Ask, RequestOptions } from './requests.ts';

/** State and documentation of the service. No call needs a key. */
export function createService({ ask }: { ask: Ask }) {
  return {
    /** Returns while the process runs. */
    health: (options?: RequestOptions) => ask<Health>({ path: '/healthz' }, options),

    /** Returns once workouts can be accepted; retries until then. */
    readiness: (options?: RequestOptions) => ask<Readiness>({ path: '/readyz' }, options),

    /** Returns metrics in the Prometheus text format. */
    metrics: (options?: RequestOptions) => ask<string>({ path: '/metrics', accept: 'text/plain' }, options),

    /** Returns every type of event, with its JSON Schema and an example. */
    eventTypes: async (options?: RequestOptions): Promise<EventType[]> =>
      (await ask<EventTypes>({ path: '/v1/event-types' }, options)).eventTypes,

    /** Explains a kind of problem, and what to do. */
    problemType: (code: ProblemCode, options?: RequestOptions) =>
      ask<ProblemType>({ path: `/problems/${code}` }, options),
  };
}

export type Service = ReturnType<typeof createService>;
