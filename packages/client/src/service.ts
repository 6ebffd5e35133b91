import type { EventType, EventTypes, Health, ProblemCode, ProblemType, Readiness } from './contract.ts';
import type { Ask, RequestOptions } from './requests.ts';
import type { ApiCall } from './transport.ts';

/** State and documentation of the service. No call needs a key. */
export function createService({ ask }: { ask: Ask }) {
  const read = async <Body>(
    path: string,
    options: RequestOptions | undefined,
    accept: ApiCall['accept'] = 'application/json',
  ) => (await ask<Body>({ method: 'GET', path, accept, expects: [200] }, options)).body;

  return {
    /** Answers while the process runs. */
    health: (options?: RequestOptions) => read<Health>('/healthz', options),

    /** Repeated until workouts can be accepted, for as long as patience lasts. */
    readiness: (options?: RequestOptions) => read<Readiness>('/readyz', options),

    /** Metrics in the Prometheus text format. */
    metrics: (options?: RequestOptions) => read<string>('/metrics', options, 'text/plain'),

    /** Returns every type of event, with its JSON Schema and an example. */
    eventTypes: async (options?: RequestOptions): Promise<EventType[]> =>
      (await read<EventTypes>('/v1/event-types', options)).eventTypes,

    /** Explains a kind of problem, and what to do. */
    problemType: (code: ProblemCode, options?: RequestOptions) =>
      read<ProblemType>(`/problems/${code}`, options),
  };
}

export type Service = ReturnType<typeof createService>;
