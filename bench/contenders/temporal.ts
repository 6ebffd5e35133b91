import { fileURLToPath } from 'node:url';
import { Client, Connection } from '@temporalio/client';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { openWorkPool, WORK_CONNECTIONS } from '../work/process-workout.ts';
import { createPeerSteps } from '../work/steps.ts';
import { peerPrograms, type Contender, type Peer } from './contender.ts';

const TASK_QUEUE = 'peer-workouts';

export const contender: Contender = {
  name: 'temporal',
  title: 'plain Temporal',
  setUp: `one execution a workout, three regular activities (each its own transaction, safe to repeat); worker with autoscaling pollers, ${WORK_CONNECTIONS} activities at once (as many as connections), 40 workflow tasks at once`,
  advice: 'docs.temporal.io/develop/worker-performance',
  server: 'temporal',
  packages: ['@temporalio/client', '@temporalio/worker'],
  ...peerPrograms('temporal'),
};

export const peer: Peer = {
  async connectProducer({ serverUrl }) {
    const client = new Client({ connection: await Connection.connect({ address: serverUrl }) });
    return async (workout) => {
      await client.workflow.start('PeerWorkoutWorkflow', {
        workflowId: `peer-${workout.workoutId}`,
        taskQueue: TASK_QUEUE,
        args: [workout],
      });
    };
  },

  async startConsumer({ serverUrl, ...connections }) {
    Runtime.install({ logger: new DefaultLogger('ERROR') });
    const worker = await Worker.create({
      connection: await NativeConnection.connect({ address: serverUrl }),
      taskQueue: TASK_QUEUE,
      workflowsPath: fileURLToPath(new URL('../workflows/peer-workout.ts', import.meta.url)),
      activities: createPeerSteps(openWorkPool(connections), connections.appId),
      maxConcurrentActivityTaskExecutions: WORK_CONNECTIONS,
      maxConcurrentWorkflowTaskExecutions: 40,
      workflowTaskPollerBehavior: { type: 'autoscaling' },
      activityTaskPollerBehavior: { type: 'autoscaling' },
    });
    void worker.run();
  },
};
