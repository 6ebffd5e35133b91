import { fileURLToPath } from 'node:url';
import { Client, Connection } from '@temporalio/client';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { createActivities } from '../../src/activities/index.ts';
import { processWorkoutId } from '../../src/domain/workflow-ids.ts';
import { openWorkPool, WORK_CONNECTIONS } from '../work/process-workout.ts';
import { peerPrograms, type Contender, type Peer } from './contender.ts';

const TASK_QUEUE = 'plain-workouts';

/** The product's own activities, without its dispatcher and its batches. Latency is compared with it. */
export const contender: Contender = {
  name: 'plain-steps',
  title: 'plain Temporal with the same activities',
  setUp:
    'the workout inserted, its execution started before the 202, the product’s activities by a plain workflow; streams served by the product',
  advice: 'docs.temporal.io/develop/worker-performance',
  server: 'temporal',
  packages: ['@temporalio/client', '@temporalio/worker'],
  ...peerPrograms('plain-steps'),
};

const executionOf = (workoutId: string): string =>
  processWorkoutId({ workoutId, revision: 1, executionNumber: 0 });

export const peer: Peer = {
  async connectProducer({ serverUrl, ...connections }) {
    const pool = openWorkPool(connections);
    const client = new Client({ connection: await Connection.connect({ address: serverUrl }) });
    return async (workout) => {
      const workflowId = executionOf(workout.workoutId);
      await pool.query({
        name: 'insert',
        text: `insert into workouts
            (workout_id, app_id, athlete_uuid, workflow_id, sport, started_at, duration_seconds, distance_meters, average_heart_rate)
          select $1::uuid, app_id, athlete_uuid, $4::text, $5::text, $6::timestamptz, $7::float8, $8::float8, $9::float8
          from athletes
          where app_id = $2::uuid and athlete_id = $3::text`,
        values: [
          workout.workoutId,
          connections.appId,
          workout.athleteId,
          workflowId,
          workout.sport,
          workout.startedAt,
          workout.durationSeconds,
          workout.distanceMeters,
          workout.averageHeartRate,
        ],
      });
      await client.workflow.start('PlainProcessWorkout', {
        workflowId,
        taskQueue: TASK_QUEUE,
        args: [{ workoutId: workout.workoutId, revision: 1 }],
      });
    };
  },

  async startConsumer({ serverUrl, ...connections }) {
    Runtime.install({ logger: new DefaultLogger('ERROR') });
    const worker = await Worker.create({
      connection: await NativeConnection.connect({ address: serverUrl }),
      taskQueue: TASK_QUEUE,
      workflowsPath: fileURLToPath(new URL('../workflows/plain-process-workout.ts', import.meta.url)),
      activities: createActivities({ pool: openWorkPool(connections), deleteExecutionsOf: async () => 0 }),
      maxConcurrentActivityTaskExecutions: WORK_CONNECTIONS,
      workflowTaskPollerBehavior: { type: 'autoscaling' },
      activityTaskPollerBehavior: { type: 'autoscaling' },
    });
    void worker.run();
  },
};
