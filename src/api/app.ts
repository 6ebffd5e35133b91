import { createAuthentication } from './auth/authentication.ts';
import { createDatabaseAccess } from './database-access.ts';
import type { ApiDependencies, RouteDependencies } from './dependencies.ts';
import { createDocs } from './contract/docs.ts';
import { createEventTypes } from './contract/event-types.ts';
import { createProblemPages } from './contract/problem-pages.ts';
import { toLoggable } from './operate/failure-log.ts';
import { createGroupCommit } from './save/group-commit.ts';
import { createNotFound } from './http/method-not-allowed.ts';
import { createMetrics } from './operate/metrics.ts';
import { createDocument } from './contract/document.ts';
import { isInternal, answerError } from './http/problem.ts';
import { UriTooLong } from './http/protocol-errors.ts';
import { identifyRequest } from './http/request-id.ts';
import { createRequestLog } from './operate/request-log.ts';
import { createRouter } from './routes/router.ts';
import { createAchievementRoutes } from './routes/achievements.ts';
import { createAppEventRoutes } from './routes/app-events.ts';
import { createAthleteRoutes } from './routes/athletes.ts';
import { createEventRoutes } from './routes/events.ts';
import { createImportRoutes } from './routes/imports.ts';
import { createLeaderboardRoutes } from './routes/leaderboards.ts';
import { createNotificationRoutes } from './routes/notifications.ts';
import { createOperationsRoutes } from './routes/operations.ts';
import { createReportRoutes } from './routes/reports.ts';
import { createShareCardRoutes } from './routes/share-cards.ts';
import { createRevisionRoutes } from './routes/revisions.ts';
import { createServiceRoutes } from './routes/service.ts';
import { createTemporalLinkRoutes } from './routes/temporal-link.ts';
import { createTokenRoutes } from './routes/tokens.ts';
import { createTrainingLoadRoutes } from './routes/training-load.ts';
import { createUnsubscribeRoutes } from './routes/unsubscribe.ts';
import { createUploadRoutes } from './routes/uploads.ts';
import { createWebhookDeliveryRoutes } from './routes/webhook-deliveries.ts';
import { createWebhookEndpointRoutes } from './routes/webhook-endpoints.ts';
import { createWorkoutBatchRoutes } from './routes/workout-batch.ts';
import { createWorkoutRoutes } from './routes/workouts.ts';
import { createStateReader } from './operate/service-state.ts';

const LONGEST_URL = 4096;

/** Routes, in the order of the OpenAPI document. */
const ROUTES = [
  createWorkoutRoutes,
  createWorkoutBatchRoutes,
  createRevisionRoutes,
  createTemporalLinkRoutes,
  createUploadRoutes,
  createImportRoutes,
  createAthleteRoutes,
  createNotificationRoutes,
  createUnsubscribeRoutes,
  createTokenRoutes,
  createAchievementRoutes,
  createTrainingLoadRoutes,
  createEventRoutes,
  createReportRoutes,
  createShareCardRoutes,
  createLeaderboardRoutes,
  createAppEventRoutes,
  createWebhookEndpointRoutes,
  createWebhookDeliveryRoutes,
  createOperationsRoutes,
  createServiceRoutes,
  createProblemPages,
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

  for (const createRoutes of ROUTES) {
    app.route('/', createRoutes(routeDependencies));
  }

  app.route('/', createDocs(document));
  if (dependencies.web) app.route('/', dependencies.web);

  app.notFound(createNotFound(app));
  app.onError((error, c) => {
    const { requestId } = c.var;
    if (isInternal(error)) log.error({ requestId, ...toLoggable(error) }, 'Unhandled error');
    return answerError(c, error, requestId);
  });
  return app;
}
