import type { Row } from '../harness/row.ts';
import { workerKilledInActivity } from './01-worker-killed-in-activity.ts';
import { workersKilled } from './02-workers-killed.ts';
import { apiKilled } from './03-api-killed.ts';
import { dispatcherKilled } from './04-dispatcher-killed.ts';
import { askedToEnd } from './05-asked-to-end.ts';
import { launcherKilled } from './06-launcher-killed.ts';
import { postgresKilled } from './07-postgres-killed.ts';
import { sessionsEnded } from './08-sessions-ended.ts';
import { cutAtCommit } from './09-cut-at-commit.ts';
import { temporalKilled } from './10-temporal-killed.ts';
import { temporalDeleted } from './11-temporal-deleted.ts';
import { temporalStopped } from './12-temporal-stopped.ts';
import { equalRequests } from './13-equal-requests.ts';
import { editedMeanwhile } from './14-edited-meanwhile.ts';
import { oneAthlete } from './15-one-athlete.ts';
import { poison } from './16-poison.ts';
import { noWorker } from './17-no-worker.ts';
import { codeChanged } from './18-code-changed.ts';
import { scheduleDisturbed } from './19-schedule.ts';
import { weather } from './20-weather.ts';
import { temporalNodeKilled } from './21-temporal-node-killed.ts';
import { slowDatabase } from './22-slow-database.ts';
import { temporalWentBack } from './23-temporal-went-back.ts';
import { backupRestored } from './24-backup-restored.ts';
import { standbyPromoted } from './25-standby-promoted.ts';
import { poolerRestarted } from './26-pooler-restarted.ts';
import { diskFull } from './disk-full.ts';
import { eachFailpoint } from './failpoints.ts';
import { randomMix } from './random-mix.ts';
import { readOnly } from './read-only.ts';

/** The matrix, in its order. */
export const ROWS: readonly Row[] = [
  randomMix,
  eachFailpoint,
  workerKilledInActivity,
  workersKilled,
  apiKilled,
  dispatcherKilled,
  askedToEnd,
  launcherKilled,
  postgresKilled,
  sessionsEnded,
  cutAtCommit,
  temporalKilled,
  temporalDeleted,
  temporalStopped,
  equalRequests,
  editedMeanwhile,
  oneAthlete,
  poison,
  noWorker,
  codeChanged,
  scheduleDisturbed,
  weather,
  temporalNodeKilled,
  slowDatabase,
  temporalWentBack,
  backupRestored,
  standbyPromoted,
  poolerRestarted,
  readOnly,
  diskFull,
];

const LONGEST: readonly Row[] = [
  weather,
  apiKilled,
  codeChanged,
  poison,
  backupRestored,
  standbyPromoted,
  slowDatabase,
  eachFailpoint,
  temporalWentBack,
  diskFull,
  temporalDeleted,
  temporalNodeKilled,
];

/** The longest first, so that several lanes come to their end together. */
export const inOrderOfLength = (rows: readonly Row[]): Row[] => [
  ...LONGEST.filter((row) => rows.includes(row)),
  ...rows.filter((row) => !LONGEST.includes(row)),
];
