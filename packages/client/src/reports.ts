import { athletePath } from './athletes.ts';
import type { MonthlyReport, ReportAnswer, ReportMonth } from './contract/reports.ts';
import { createPaged, type Paged, type PageQuery } from './paging.ts';
import type { Ask, RequestOptions } from './requests.ts';

/** Monthly reports; a month is `yyyy-MM`. */
export function createReports({ ask }: { ask: Ask }) {
  async function read<Report>(
    athleteId: string,
    month: string,
    accept: 'application/json' | 'text/html',
    options?: RequestOptions,
  ): Promise<ReportAnswer<Report>> {
    const { status, body } = await ask<Report | { status: 'building' }>(
      { method: 'GET', path: athletePath(athleteId, 'reports', month), accept, expects: [200, 202] },
      options,
    );
    return status === 202 ? (body as { status: 'building' }) : { status: 'ready', report: body as Report };
  }

  return {
    /** The months that have a report, newest first. */
    list: (
      athleteId: string,
      { cursor, limit }: PageQuery = {},
      options?: RequestOptions,
    ): Paged<ReportMonth> =>
      createPaged(async (from) => {
        const { body } = await ask<{ reports: ReportMonth[]; nextCursor?: string }>(
          {
            method: 'GET',
            path: athletePath(athleteId, 'reports'),
            query: { limit, cursor: from },
            expects: [200],
          },
          options,
        );
        return { items: body.reports, nextCursor: body.nextCursor };
      }, cursor),

    /** @throws ProblemError `not-found` where none was asked for, `report-failed` where its making was given up */
    get: (athleteId: string, month: string, options?: RequestOptions) =>
      read<MonthlyReport>(athleteId, month, 'application/json', options),

    /** The report as a page of HTML. */
    getPage: (athleteId: string, month: string, options?: RequestOptions) =>
      read<string>(athleteId, month, 'text/html', options),

    /** Has it made, or made anew; `report.ready` tells when. */
    make: async (athleteId: string, month: string, options?: RequestOptions) =>
      (
        await ask<{ month: string; status: 'building' }>(
          { method: 'POST', path: athletePath(athleteId, 'reports', month), expects: [202] },
          options,
        )
      ).body,
  };
}

export type Reports = ReturnType<typeof createReports>;
