import { athletePath } from './athletes.ts';
import type { MonthlyReport, ReportEmail, ReportLink, ReportMonth, RequestedReport } from './contract.ts';
import { ProblemError } from './errors.ts';
import { createPaged, type Paged, type PageQuery } from './paging.ts';
import type { Ask, RequestOptions } from './requests.ts';

/** A report, or that it is being generated. */
export type ReportAnswer<Report = MonthlyReport> =
  { status: 'ready'; report: Report } | { status: 'building' };

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

    /**
     * Returns a report. @throws ProblemError `report-not-requested` before `make`, `report-failed` if its generation
     * failed
     */
    get: (athleteId: string, month: string, options?: RequestOptions) =>
      read<MonthlyReport>(athleteId, month, 'application/json', options),

    /** Returns the report as an HTML page. */
    getPage: (athleteId: string, month: string, options?: RequestOptions) =>
      read<string>(athleteId, month, 'text/html', options),

    /** The report as an e-mail, for apps that send it themselves. */
    getEmail: async (athleteId: string, month: string, options?: RequestOptions) =>
      (
        await ask<ReportEmail>(
          { method: 'GET', path: athletePath(athleteId, 'reports', month, 'email'), expects: [200] },
          options,
        )
      ).body,

    /** Generates or regenerates the report. The event `report.ready` follows. */
    make: async (athleteId: string, month: string, options?: RequestOptions) =>
      (
        await ask<RequestedReport>(
          { method: 'POST', path: athletePath(athleteId, 'reports', month), expects: [202] },
          options,
        )
      ).body,

    /** Creates a link that opens the report in a browser: once, within one minute, without a header. */
    createLink: async (athleteId: string, month: string, options?: RequestOptions) =>
      (
        await ask<ReportLink>(
          { method: 'POST', path: athletePath(athleteId, 'reports', month, 'links'), expects: [201] },
          options,
        )
      ).body,
  };
}

export type Reports = ReturnType<typeof createReports>;
