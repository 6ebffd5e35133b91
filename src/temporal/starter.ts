import { isDatabaseAway } from '../db/failure.ts';
import { countUnfinished } from '../db/load.ts';
import { deleteStarted, type WorkoutRun } from '../db/outbox.ts';
import type { DueStart } from '../db/due-starts.ts';
import type { Pool } from '../db/pool.ts';
import { findStartDetails } from '../db/start-details.ts';
import { withDeadline, type Temporal } from './client.ts';
import { createLoadGauge } from './load-gauge.ts';
import { processWorkoutId } from './names.ts';
import { startDue } from './starting.ts';

/** A start that takes longer is left to the dispatcher. */
const START_TIMEOUT_MS = 500;
/** After a failed start everything is left to the outbox for so long, so that an outage of Temporal costs the API nothing. */
const BACK_OFF_MS = 5000;

/** Starts executions right after the commit, never awaited by the response. What it does not start, the dispatcher does. */
export interface Starter {
  /** Whether the caller's save may be started right away; its outbox row then says so before the commit. */
  claimsNow(): boolean;
  startWorkouts(runs: WorkoutRun[]): void;
  startUpload(upload: { uploadId: string; workflowId: string }): void;
  startReport(report: { athleteUuid: string; month: string; workflowId: string }): void;
  isTemporalReachable(): Promise<boolean>;
}

interface StarterDependencies {
  pool: Pool;
  temporal: Temporal;
  log: { warn(fields: object, message: string): void };
}

export function createStarter({ pool, temporal, log }: StarterDependencies): Starter {
  const gauge = createLoadGauge({
    async countUnfinished(upTo) {
      try {
        return await countUnfinished(pool, upTo);
      } catch (error) {
        if (!isDatabaseAway(error)) log.warn({ error }, 'Taken for a heavy load: it could not be counted');
        throw error;
      }
    },
  });
  let backOffUntil = -Infinity;

  const start = async (due: DueStart): Promise<void> => {
    try {
      const details = await findStartDetails(pool, due);
      await startDue(temporal, due, { details, timeoutMs: START_TIMEOUT_MS });
      await deleteStarted(pool, [due.workflowId]);
    } catch (error) {
      backOffUntil = performance.now() + BACK_OFF_MS;
      log.warn(
        { error, workflowId: due.workflowId },
        'Left to the dispatcher: the execution could not be started',
      );
    }
  };

  return {
    claimsNow: () => performance.now() >= backOffUntil && gauge.tryClaim(),
    startWorkouts(runs) {
      for (const run of runs) {
        void start({
          workflowId: processWorkoutId(run),
          kind: 'workout',
          priority: 'interactive',
          month: null,
          subjects: [{ id: run.workoutId, revision: run.revision }],
        });
      }
    },
    startUpload({ uploadId, workflowId }) {
      void start({
        workflowId,
        kind: 'upload',
        priority: 'interactive',
        month: null,
        subjects: [{ id: uploadId, revision: 1 }],
      });
    },
    startReport({ athleteUuid, month, workflowId }) {
      void start({
        workflowId,
        kind: 'report',
        priority: 'interactive',
        month,
        subjects: [{ id: athleteUuid, revision: 1 }],
      });
    },
    async isTemporalReachable() {
      try {
        await withDeadline(temporal, 1000, () => temporal.connection.workflowService.getSystemInfo({}));
        return true;
      } catch {
        return false;
      }
    },
  };
}
