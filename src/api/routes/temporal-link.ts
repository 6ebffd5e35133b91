import { createRoute } from '@hono/zod-openapi';
import { getWorkout } from '../../db/workouts/workout-reads.ts';
import { NotFound } from '../../domain/errors.ts';
import { processWorkoutId } from '../../domain/workflow-ids.ts';
import type { RouteDependencies } from '../dependencies.ts';
import { scopeOf } from '../auth/principal.ts';
import { workoutPath } from '../schemas/parameters.ts';
import { problems } from '../schemas/problem.ts';
import type { Router } from './router.ts';

const link = createRoute({
  method: 'get',
  path: '/v1/workouts/{workoutId}/temporal',
  operationId: 'showWorkoutExecution',
  summary: "Open the workout's execution in the Temporal UI",
  description: 'Redirects to the current execution. 404 when no Temporal UI is configured.',
  tags: ['Workouts'],
  request: { params: workoutPath },
  responses: {
    302: {
      description: 'Redirect to the current execution',
      headers: {
        Location: { description: 'URL in the Temporal UI.', schema: { type: 'string', format: 'uri' } },
      },
    },
    ...problems('everywhere', 'not-found'),
  },
});

/** Adds the link from a workout to its execution in the Temporal UI. */
export function addTemporalLinkRoutes(routes: Router, { database, executionsUrl }: RouteDependencies) {
  routes.openapi(link, async (c) => {
    const { workoutId } = c.req.valid('param');
    const view = await database.read((db) => getWorkout(db, { workoutId, ...scopeOf(c.var) }));
    if (executionsUrl === undefined) throw new NotFound();
    const execution = encodeURIComponent(view.workflowId ?? processWorkoutId(view));
    return c.redirect(`${executionsUrl}${execution}`, 302);
  });
}
