import { createRoute } from '@hono/zod-openapi';
import type { SaveOutcome } from '../../db/accept/acceptance.ts';
import { IdempotencyKeyInvalid, ValidationFailed, type DomainError } from '../../domain/errors.ts';
import type { RouteDependencies } from '../dependencies.ts';
import { scopeOf, requireCanSaveFor } from '../auth/principal.ts';
import { problemOf } from '../http/problem.ts';
import { refusalOfSave } from '../save/save-outcome.ts';
import { problems } from '../schemas/problem.ts';
import { workoutBatch, workoutBatchResults } from '../schemas/workout-batch.ts';
import { readBatch, type BatchItem } from '../save/workout-batch.ts';
import { toAccepted } from '../save/workout-view.ts';
import { json, jsonBody, type Router } from './router.ts';

const saveBatch = createRoute({
  method: 'post',
  path: '/v1/workouts/batch',
  operationId: 'saveWorkouts',
  summary: 'Save up to 200 workouts',
  description:
    'Each workout is accepted or refused on its own. Accepted ones are committed when the response arrives. ' +
    'Error pointers refer to the whole body, such as `/workouts/3/durationSeconds`. ' +
    'The `Idempotency-Key` header is refused: each workout has its own `idempotencyKey`. ' +
    'After a 503, or without a response, repeat the request with the same keys.',
  tags: ['Workouts'],
  request: { body: jsonBody('WorkoutBatch') },
  responses: {
    202: json(workoutBatchResults, 'One result for each workout, in the order of the request'),
    ...problems('everywhere', 'body', 'forbidden', 'idempotency-key-invalid'),
  },
});

/** Adds the route that saves several workouts in one request. */
export function addWorkoutBatchRoutes(
  routes: Router,
  { groupCommit, dispatcher, metrics }: RouteDependencies,
) {
  routes.openAPIRegistry.register('WorkoutBatch', workoutBatch);

  routes.openapi(saveBatch, async (c) => {
    if (c.req.header('Idempotency-Key') !== undefined) {
      throw new IdempotencyKeyInvalid('Give each workout of a batch its own idempotencyKey instead.');
    }
    const { requestId, principal } = c.var;
    const items = await readBatch(c);
    const valid = items.filter(isValid);
    for (const { athleteId } of valid) requireCanSaveFor(c.var, athleteId);
    const { athleteUuid } = scopeOf(c.var);
    const outcomes = await groupCommit.acceptAll(
      principal.appId,
      valid.map(({ idempotencyKey = null, ...submission }) => ({ submission, idempotencyKey, athleteUuid })),
    );
    const outcomeOf = new Map(valid.map((item, index) => [item, outcomes[index]!]));
    for (const { kind } of outcomes) if (kind === 'accepted') metrics.countAccepted();
    dispatcher.wake();
    const results = items.map((item) =>
      isValid(item) ? resultOf(item, outcomeOf.get(item)!, requestId) : refused(item, requestId),
    );
    return c.json({ results }, 202);
  });
}

const isValid = (item: BatchItem | ValidationFailed): item is BatchItem =>
  !(item instanceof ValidationFailed);

function resultOf({ athleteId }: BatchItem, outcome: SaveOutcome, requestId: string) {
  if (!('revision' in outcome)) return refused(refusalOfSave(outcome), requestId);
  const { id, revision, links } = toAccepted({ ...outcome, athleteId });
  return { status: 202, id, revision, links };
}

function refused(error: DomainError, requestId: string) {
  const problem = problemOf(error, requestId);
  return { status: problem.status, problem };
}
