import { parentPort } from 'node:worker_threads';
import { renderReportPdf } from '../../web/pdf/report-pdf.ts';
import type { RenderJob, RenderResult } from './render-job.ts';

/** The entry of the thread that renders, one job after the other. */
async function render({ report, options }: RenderJob): Promise<RenderResult> {
  try {
    return { bytes: Uint8Array.from(await renderReportPdf(report, options)) };
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
