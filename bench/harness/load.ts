import type { LoadOrder, LoadReport } from '../programs/load.ts';
import { askProgram } from './ask-program.ts';

/** Sends workouts by the same program for every contender. @throws Error for a response other than 2xx */
export async function sendLoad(order: LoadOrder): Promise<LoadReport> {
  const report = await askProgram<LoadReport>('load', order);
  if (report.refused > 0)
    throw new Error(`${report.refused} of ${report.accepted + report.refused} requests failed.`);
  return report;
}
