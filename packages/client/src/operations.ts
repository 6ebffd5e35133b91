import type { Operations, Redrive, RedriveRequest, WorkoutOperations } from './contract.ts';
import type { PageQuery } from './paging.ts';
import type { Ask, RequestOptions } from './requests.ts';
import { inJson } from './transport.ts';

/** State of all apps' work, for operators. */
export function createOperations({ ask }: { ask: Ask }) {
  return {
    /** Returns backlog, work in progress, active workers, and one page of steps that failed for good. */
    read: ({ cursor, limit }: PageQuery = {}, options?: RequestOptions) =>
      ask<Operations>({ path: '/v1/operations', query: { cursor, limit } }, options),

    /** Returns state, steps and executions of a workout of any app, also of a deleted one. */
    workout: (workoutId: string, options?: RequestOptions) =>
      ask<WorkoutOperations>({ path: `/v1/operations/workouts/${encodeURIComponent(workoutId)}` }, options),

    /** Reprocesses one page of failed workouts; `nextCursor` leads to the next page. */
    redrive: (request: RedriveRequest = {}, { cursor, limit }: PageQuery = {}, options?: RequestOptions) =>
      ask<Redrive>(
        {
          method: 'POST',
          path: '/v1/operations/redrive',
          query: { cursor, limit },
          ...inJson(request),
        },
        options,
      ),
  };
}

export type Operator = ReturnType<typeof createOperations>;
