import { athletePath } from './athletes.ts';
import type { MonthlyReport, ReportAnswer, ReportMonth } from './contract/reports.ts';
import { ProblemError } from './errors.ts';
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
    try {
      const { body } = await ask<Report>(
        { method: 'GET', path: athletePath(athleteId, 'reports', month), accept, expects: [200] },
        options,
      );
      return { status: 'ready', report: body };
    } catch (error) {
      if (error instanceof ProblemError && error.code === 'report-not-ready') return { status: 'building' };
      throw error;
    }
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

    /** @throws ProblemError `report-not-requested` before `make`, `report-failed` where its generation failed */
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
