import type { Context } from 'hono';
import { createRoute, z } from '@hono/zod-openapi';
import { getAthlete } from '../../db/athletes/athletes.ts';
import { enqueueReport } from '../../db/dispatch/enqueue.ts';
import { getReport, listReportMonths, type ReportMonth } from '../../db/reports/report-reads.ts';
import { ReportFailed, ReportNotReady, ValidationFailed } from '../../domain/errors.ts';
import { localDateOf, monthOf } from '../../domain/local-time.ts';
import { renderReportMail } from '../../web/mail/report-mail.ts';
import { renderReportPage } from '../../web/report-page.tsx';
import { decodeCursor, toPage } from '../http/cursor.ts';
import type { RouteDependencies } from '../dependencies.ts';
import { negotiate } from '../http/negotiation.ts';
import { appOnly, resolveAthlete, type ApiEnv } from '../auth/principal.ts';
import { NotAcceptable } from '../http/protocol-errors.ts';
import { athletePath, monthPath, paging, yearMonth } from '../schemas/parameters.ts';
import { problems } from '../schemas/problem.ts';
import { reportEmail } from '../schemas/notifications.ts';
import { monthlyReport, reportList, requestedReport } from '../schemas/report.ts';
import { rebuildStale } from '../stale-reports.ts';
import { json, locationHeader, type Router } from './router.ts';

const pdfFile = { schema: { type: 'string', contentMediaType: 'application/pdf' } } as const;

const list = createRoute({
  method: 'get',
  path: '/v1/athletes/{athleteId}/reports',
  operationId: 'listReports',
  summary: "List an athlete's reports",
  description: 'Returns months with a report, or with one that is being generated; newest first.',
  tags: ['Athletes'],
  request: { params: athletePath, query: paging },
  responses: {
    200: json(reportList, 'One page of months'),
    ...problems('everywhere', 'not-found', 'invalid-parameter'),
  },
});

const readProblems = [
  'everywhere',
  'not-found',
  'report-not-requested',
  'report-not-ready',
  'report-failed',
  'invalid-parameter',
  'validation-error',
] as const;

const get = createRoute({
  method: 'get',
  path: '/v1/athletes/{athleteId}/reports/{month}',
  operationId: 'getReport',
  summary: 'Read a monthly report',
  description:
    "Returns JSON, an HTML page with charts, or a PDF of that page (`Accept: application/pdf`). Reports are generated on the 1st of the next month in the athlete's time zone; to get one earlier, POST to this URL first. Until it is ready, the response is a 404 whose `type` says why.",
  tags: ['Athletes'],
  request: { params: monthPath },
  responses: {
    200: {
      description: 'Newest revision of the report',
      content: {
        'application/json': { schema: monthlyReport },
        'text/html': { schema: z.string() },
        'application/pdf': pdfFile,
      },
    },
    ...problems(...readProblems, 'not-acceptable', 'renderer-busy'),
  },
});

const getEmail = createRoute({
  method: 'get',
  path: '/v1/athletes/{athleteId}/reports/{month}/email',
  operationId: 'getReportEmail',
  summary: 'Read a monthly report as an e-mail',
  description:
    'Returns subject, HTML and text, for apps that send e-mail themselves. `links.email` of the event `report.ready` is this URL.',
  tags: ['Athletes'],
  request: { params: monthPath },
  responses: {
    200: json(reportEmail, 'Newest revision of the report'),
    ...problems(...readProblems),
  },
});

const make = createRoute({
  method: 'post',
  path: '/v1/athletes/{athleteId}/reports/{month}',
  operationId: 'makeReport',
  summary: 'Generate a monthly report',
  description:
    'Generates or regenerates the report of a month that has begun. Wait for the event `report.ready`, or GET this URL until it is 200.',
  tags: ['Athletes'],
  middleware: appOnly,
  request: { params: monthPath },
  responses: {
    202: json(requestedReport, 'Being generated', locationHeader),
    ...problems('everywhere', 'forbidden', 'not-found', 'invalid-parameter', 'validation-error'),
  },
});

const REPORT_TYPES = ['application/json', 'text/html', 'application/pdf'] as const;
/** The page loads nothing. */
const PAGE_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** Adds the routes for monthly reports. */
export function addReportRoutes(routes: Router, { database, dispatcher, log, renderer }: RouteDependencies) {
  /** @throws ReportNotRequested, ReportNotReady, ReportFailed */
  async function readReport(c: Context<ApiEnv>, { athleteId, month }: { athleteId: string; month: string }) {
    const athleteUuid = await resolveAthlete(c, database, athleteId);
    const { athlete, found } = await database.read(async (db) => {
      const reported = await getAthlete(db, { appId: c.var.principal.appId, athleteId });
      requireBegun(month, reported.timeZone);
      return { athlete: reported, found: await getReport(db, { athleteUuid, month }) };
    });
    if ('state' in found) throw found.state === 'failed' ? new ReportFailed() : new ReportNotReady();
    if (found.isStale) await rebuildStale({ database, log }, { athleteUuid, month });
    return { athlete, ...found };
  }

  routes.openapi(list, async (c) => {
    const { limit, cursor } = c.req.valid('query');
    const before = decodeCursor(yearMonth, cursor);
    const athleteUuid = await resolveAthlete(c, database, c.req.valid('param').athleteId);
    const rows = await database.read((db) => listReportMonths(db, { athleteUuid, limit: limit + 1, before }));
    const { page, ...next } = toPage(rows, limit, (row) => row.month);
    return c.json({ reports: page.map(toReportMonth), ...next }, 200);
  });

  routes.openapi(get, async (c) => {
    const { athleteId, month } = c.req.valid('param');
    const type = negotiate(c.req.header('Accept'), REPORT_TYPES);
    if (type === undefined)
      throw new NotAcceptable('A report is available as application/json, text/html and application/pdf.');
    const { athlete, report, revision } = await readReport(c, { athleteId, month });
    c.header('Vary', 'Accept');
    const { displayName, units } = athlete;
    const options = { displayName, athleteId, units, month, revision };
    if (type === 'application/pdf') {
      const pdf = await renderer.render({ kind: 'report-pdf', report, options });
      c.header('Content-Disposition', `inline; filename="afterburn-${month}.pdf"`);
      return c.body(pdf, 200, { 'Content-Type': type });
    }
    if (type === 'text/html') {
      const page = renderReportPage(report, options);
      return c.html(page, 200, { 'Content-Security-Policy': PAGE_POLICY });
    }
    return c.json({ ...report, revision }, 200);
  });

  routes.openapi(getEmail, async (c) => {
    const { athlete, report, revision } = await readReport(c, c.req.valid('param'));
    return c.json({ revision, ...renderReportMail(report, { units: athlete.units, revision }) }, 200);
  });

  routes.openapi(make, async (c) => {
    const { athleteId, month } = c.req.valid('param');
    const athleteUuid = await resolveAthlete(c, database, athleteId);
    await database.write(async (tx) => {
      const { timeZone } = await getAthlete(tx, { appId: c.var.principal.appId, athleteId });
      requireBegun(month, timeZone);
      await enqueueReport(tx, { athleteUuid, month });
    });
    dispatcher.wake();
    c.header('Location', `/v1/athletes/${athleteId}/reports/${month}`);
    return c.json({ month, status: 'building' as const }, 202);
  });
}

/** Workouts begin in 1970 in UTC, which is still December 1969 west of Greenwich. */
const FIRST_MONTH = '1969-12';

/** @throws ValidationFailed for a month that has not begun, or that is before all workouts */
function requireBegun(month: string, timeZone: string): void {
  if (month > monthOf(localDateOf(new Date().toISOString(), timeZone))) {
    throw new ValidationFailed([{ pointer: '/month', code: 'out-of-range', detail: 'has not begun yet' }]);
  }
  if (month < FIRST_MONTH) {
    throw new ValidationFailed([{ pointer: '/month', code: 'out-of-range', detail: 'is before 1970' }]);
  }
}

const toReportMonth = ({ month, state, revision, complete, asOf, stale }: ReportMonth) => ({
  month,
  status: state,
  ...(revision === 0 || complete === null || asOf === null ? {} : { revision, complete, asOf }),
  stale,
});
