import { athletePath } from './athletes.ts';
import type { MonthlyReport, ReportEmail, ReportLink, ReportMonth, RequestedReport } from './contract.ts';
import { ProblemError } from './errors.ts';
import { listPages, type Paged, type PageQuery } from './paging.ts';
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
      const path = athletePath(athleteId, 'reports', month);
      return { status: 'ready', report: await ask<Report>({ path, accept }, options) };
    } catch (error) {
      if (error instanceof ProblemError && error.code === 'report-not-ready') return { status: 'building' };
      throw error;
    }
  }

  return {
    /** Lists the months that have a report, newest first. */
    list: (athleteId: string, query: PageQuery = {}, options?: RequestOptions): Paged<ReportMonth> =>
      listPages(ask, { path: athletePath(athleteId, 'reports'), query, field: 'reports' }, options),

    /**
     * Returns a report. @throws ProblemError `report-not-requested` before `make`, `report-failed` if its generation
     * failed
     */
    get: (athleteId: string, month: string, options?: RequestOptions) =>
      read<MonthlyReport>(athleteId, month, 'application/json', options),

    /** Returns the report as an HTML page. */
    getPage: (athleteId: string, month: string, options?: RequestOptions) =>
      read<string>(athleteId, month, 'text/html', options),

    /** Returns the report as an e-mail, for apps that send it themselves. */
    getEmail: (athleteId: string, month: string, options?: RequestOptions) =>
      ask<ReportEmail>({ path: athletePath(athleteId, 'reports', month, 'email') }, options),

    /** Generates or regenerates the report. The event `report.ready` follows. */
    make: (athleteId: string, month: string, options?: RequestOptions) =>
      ask<RequestedReport>(
        { method: 'POST', path: athletePath(athleteId, 'reports', month), expects: [202] },
        options,
      ),

    /** Creates a link that opens the report in a browser, once, within one minute. */
    createLink: (athleteId: string, month: string, options?: RequestOptions) =>
      ask<ReportLink>(
        { method: 'POST', path: athletePath(athleteId, 'reports', month, 'links'), expects: [201] },
        options,
      ),
  };
}

export type Reports = ReturnType<typeof createReports>;
