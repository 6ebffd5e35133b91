import type { Scenario } from '../harness/scenario.ts';
import { workerKilledInActivity } from './01-worker-killed-in-activity.ts';
import { workersKilled } from './02-workers-killed.ts';
import { apiKilled } from './03-api-killed.ts';
import { dispatcherKilled } from './04-dispatcher-killed.ts';
import { gracefulShutdown } from './05-graceful-shutdown.ts';
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
import { failingStep } from './16-failing-step.ts';
import { noWorker } from './17-no-worker.ts';
import { codeChanged } from './18-code-changed.ts';
import { scheduleDisturbed } from './19-schedule.ts';
import { networkFaults } from './20-network-faults.ts';
import { temporalNodeKilled } from './21-temporal-node-killed.ts';
import { slowDatabase } from './22-slow-database.ts';
import { temporalWentBack } from './23-temporal-went-back.ts';
import { backupRestored } from './24-backup-restored.ts';
import { standbyPromoted } from './25-standby-promoted.ts';
import { poolerRestarted } from './26-pooler-restarted.ts';
import { webhookReceivers } from './27-webhook-receivers.ts';
import { mailServer } from './28-mail-server.ts';
import { diskFull } from './disk-full.ts';
import { eachFailpoint } from './failpoints.ts';
import { randomMix } from './random-mix.ts';
import { readOnly } from './read-only.ts';

/** The matrix, in its order. */
export const SCENARIOS: readonly Scenario[] = [
  randomMix,
  eachFailpoint,
  workerKilledInActivity,
  workersKilled,
  apiKilled,
  dispatcherKilled,
  gracefulShutdown,
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
  failingStep,
  noWorker,
  codeChanged,
  scheduleDisturbed,
  networkFaults,
  temporalNodeKilled,
  slowDatabase,
  temporalWentBack,
  backupRestored,
  standbyPromoted,
  poolerRestarted,
  webhookReceivers,
  mailServer,
  readOnly,
  diskFull,
];

const LONGEST: readonly Scenario[] = [
  networkFaults,
  apiKilled,
  codeChanged,
  failingStep,
  backupRestored,
  standbyPromoted,
  slowDatabase,
  eachFailpoint,
  temporalWentBack,
  diskFull,
  temporalDeleted,
  temporalNodeKilled,
];

/** Sorts the longest first, so that parallel scenarios end at about the same time. */
export const inOrderOfLength = (scenarios: readonly Scenario[]): Scenario[] => [
  ...LONGEST.filter((scenario) => scenarios.includes(scenario)),
  ...scenarios.filter((scenario) => !LONGEST.includes(scenario)),
];
