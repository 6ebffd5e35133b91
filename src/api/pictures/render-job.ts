import type { MonthlyReport } from '../../domain/monthly-report.ts';
import type { CardFormat } from '../../web/cards/card.ts';
import type { ReportPageOptions } from '../../web/report-page.tsx';
import type { StoredCard } from './prepare-card.ts';

/** A job of the render thread. */
export type RenderJob =
  | { kind: 'report-pdf'; report: MonthlyReport; options: ReportPageOptions }
  | { kind: 'card'; card: StoredCard; format: CardFormat };

/** Messages of the thread: the start of a job, then its result. */
export type RenderMessage = 'begun' | RenderResult;

/** The result of a job: the bytes, or the text of an error. */
export type RenderResult = { bytes: Uint8Array<ArrayBuffer> } | { error: string };
