import { methodNotAllowed } from 'hono/method-not-allowed';
import { loggableFailure } from '../db/failure.ts';
import { NotFound } from '../domain/errors.ts';
import { createAuthentication } from './auth/authentication.ts';
import { createDatabaseAccess } from './database-access.ts';
import type { ApiDependencies, RouteDependencies } from './dependencies.ts';
import { createDocs } from './contract/docs.ts';
import { createEventTypes } from './contract/event-types.ts';
import { addProblemPages } from './contract/problem-pages.ts';
import { createGroupCommit } from './save/group-commit.ts';
import { createMetrics } from './operate/metrics.ts';
import { createDocument } from './contract/document.ts';
import { isInternal, answerError } from './http/problem.ts';
import { MethodNotAllowed, UriTooLong } from './http/protocol-errors.ts';
import { identifyRequest } from './http/request-id.ts';
import { createRequestLog } from './operate/request-log.ts';
import { createRouter } from './routes/router.ts';
import { addAchievementRoutes } from './routes/achievements.ts';
import { addAppEventRoutes } from './routes/app-events.ts';
import { addAthleteRoutes } from './routes/athletes.ts';
import { addEventRoutes } from './routes/events.ts';
import { addImportRoutes } from './routes/imports.ts';
import { addLeaderboardRoutes } from './routes/leaderboards.ts';
import { addNotificationRoutes } from './routes/notifications.ts';
import { addOperationsRoutes } from './routes/operations.ts';
import { addReportRoutes } from './routes/reports.ts';
import { addShareCardRoutes } from './routes/share-cards.ts';
import { addRevisionRoutes } from './routes/revisions.ts';
import { addServiceRoutes } from './routes/service.ts';
import { addTemporalLinkRoutes } from './routes/temporal-link.ts';
import { addTokenRoutes } from './routes/tokens.ts';
import { addTrainingLoadRoutes } from './routes/training-load.ts';
import { addUnsubscribeRoutes } from './routes/unsubscribe.ts';
import { addUploadRoutes } from './routes/uploads.ts';
import { addWebhookDeliveryRoutes } from './routes/webhook-deliveries.ts';
import { addWebhookEndpointRoutes } from './routes/webhook-endpoints.ts';
import { addWorkoutBatchRoutes } from './routes/workout-batch.ts';
import { addWorkoutRoutes } from './routes/workouts.ts';
import { createStateReader } from './operate/service-state.ts';

const LONGEST_URL = 4096;

/** Routes, in the order of the OpenAPI document. */
const ROUTES = [
  addWorkoutRoutes,
  addWorkoutBatchRoutes,
  addRevisionRoutes,
  addTemporalLinkRoutes,
  addUploadRoutes,
  addImportRoutes,
  addAthleteRoutes,
  addNotificationRoutes,
  addUnsubscribeRoutes,
  addTokenRoutes,
  addAchievementRoutes,
  addTrainingLoadRoutes,
  addEventRoutes,
  addReportRoutes,
  addShareCardRoutes,
  addLeaderboardRoutes,
  addAppEventRoutes,
  addWebhookEndpointRoutes,
  addWebhookDeliveryRoutes,
  addOperationsRoutes,
  addServiceRoutes,
  addProblemPages,
];

/** Creates the HTTP app as one function of a request; main.ts listens. */
export function createApp(dependencies: ApiDependencies) {
  const database = createDatabaseAccess(dependencies);
  const metrics = createMetrics({ readState: createStateReader({ ...dependencies, database }) });
  const routeDependencies: RouteDependencies = {
    ...dependencies,
    database,
    metrics,
    groupCommit: createGroupCommit(database),
  };
  const { log } = dependencies;
  const app = createRouter();

  app.use(identifyRequest);
  app.use(metrics.measure);
  app.use(createRequestLog(log));
  app.use(methodNotAllowed({ app, onMethodNotAllowed: refuseMethod }));
  app.use(async (c, next) => {
    // Set before the response exists: afterwards each header would cost a copy of it.
    c.header('X-Content-Type-Options', 'nosniff');
    if (c.req.url.length > LONGEST_URL) throw new UriTooLong();
    await next();
  });
  app.use('/v1/*', async (c, next) => {
    // A response is for one athlete or app only, and a URL under /v1 may hold a token.
    c.header('Cache-Control', 'no-store');
    c.header('Referrer-Policy', 'no-referrer');
    await next();
  });
  const document = createDocument(app);
  // Before the authentication: it needs no key.
  app.route('/', createEventTypes(document));
  app.use('/v1/*', createAuthentication(database));

  for (const addRoutes of ROUTES) addRoutes(app, routeDependencies);

  app.route('/', createDocs(document));
  if (dependencies.web) app.route('/', dependencies.web);

  app.notFound((c) => answerError(c, new NotFound(), c.var.requestId));
  app.onError((error, c) => {
    const { requestId } = c.var;
    if (isInternal(error)) log.error({ requestId, error: loggableFailure(error) }, 'Unhandled error');
    return answerError(c, error, requestId);
  });
  return app;
}

function refuseMethod(_: unknown, methods: string[]): never {
  throw new MethodNotAllowed(methods.toSorted());
}
