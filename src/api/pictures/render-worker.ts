import { parentPort } from 'node:worker_threads';
import { renderCard } from '../../web/cards/render-card.ts';
import { renderReportPdf } from '../../web/pdf/report-pdf.ts';
import { prepareCard } from './prepare-card.ts';
import type { RenderJob, RenderResult } from './render-job.ts';

/** The entry of the thread that renders, one job after the other. */
async function render(job: RenderJob): Promise<RenderResult> {
  try {
    const bytes =
      job.kind === 'card'
        ? renderCard(prepareCard(job.card), job.format)
        : await renderReportPdf(job.report, job.options);
    return { bytes: Uint8Array.from(bytes) };
  } catch (error) {
    return { error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

parentPort?.on('message', (job: RenderJob) => {
  parentPort?.postMessage('begun', []);
  void render(job).then((result) =>
    parentPort?.postMessage(result, 'bytes' in result ? [result.bytes.buffer] : []),
  );
});
