import type { Operations, Redrive, RedriveRequest, WorkoutOperations } from './contract.ts';
import type { PageQuery } from './paging.ts';
import type { Ask, RequestOptions } from './requests.ts';

/** State of all apps' work, for operators. */
export function createOperations({ ask }: { ask: Ask }) {
  return {
    /** Backlog, work in progress, active workers, and one page of the steps that failed for good. */
    read: async ({ cursor, limit }: PageQuery = {}, options?: RequestOptions) =>
      (
        await ask<Operations>(
          { method: 'GET', path: '/v1/operations', query: { cursor, limit }, expects: [200] },
          options,
        )
      ).body,

    /** State, steps and executions of a workout of any app, also of a deleted one. */
    workout: async (workoutId: string, options?: RequestOptions) =>
      (
        await ask<WorkoutOperations>(
          {
            method: 'GET',
            path: `/v1/operations/workouts/${encodeURIComponent(workoutId)}`,
            expects: [200],
          },
          options,
        )
      ).body,

    /** Reprocesses one page of failed workouts; `nextCursor` leads to the next page. */
    redrive: async (
      request: RedriveRequest = {},
      { cursor, limit }: PageQuery = {},
      options?: RequestOptions,
    ) =>
      (
        await ask<Redrive>(
          {
            method: 'POST',
            path: '/v1/operations/redrive',
            query: { cursor, limit },
            headers: { 'Content-Type': 'application/json' },
            body: JSON.stringify(request),
            expects: [200],
          },
          options,
        )
      ).body,
  };
}

export type Operator = ReturnType<typeof createOperations>;
