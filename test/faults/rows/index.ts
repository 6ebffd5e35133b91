import type { Row } from '../harness/row.ts';
import { workersKilled } from './02-workers-killed.ts';
import { postgresKilled } from './07-postgres-killed.ts';
import { temporalKilled } from './10-temporal-killed.ts';
import { temporalDeleted } from './11-temporal-deleted.ts';
import { equalRequests } from './13-equal-requests.ts';
import { noWorker } from './17-no-worker.ts';
import { randomMix } from './random-mix.ts';

/** The matrix, in its order. */
export const ROWS: readonly Row[] = [
  randomMix,
  workersKilled,
  postgresKilled,
  temporalKilled,
  temporalDeleted,
  equalRequests,
  noWorker,
];
