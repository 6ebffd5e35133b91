import { createServer, type Http2Server } from 'node:http2';
import { createEndpointHandler, service, type Context, type LoggerTransport } from '@restatedev/restate-sdk';
import { findRestate, readRestateAddresses } from '../harness/restate.ts';
import { openWorkPool } from '../work/process-workout.ts';
import type { PeerWorkout } from '../work/peer-workout.ts';
import { createPeerSteps, type PeerSteps } from '../work/steps.ts';
import { peerPrograms, type Contender, type Peer } from './contender.ts';

const SERVICE = 'PeerWorkouts';

/** Its SDK uses this function of Node.js 22. The product and its contenders also run on Node.js 20. */
if (!('withResolvers' in Promise))
  Object.assign(Promise, {
    withResolvers: () => {
      const parts = {} as Record<'promise' | 'resolve' | 'reject', unknown>;
      parts.promise = new Promise((resolve, reject) => Object.assign(parts, { resolve, reject }));
      return parts;
    },
  });

export const contender: Contender = {
  name: 'restate',
  title: 'Restate',
  setUp:
    'one invocation a workout, sent one-way through the ingress; a service whose handler runs three durable steps (those of plain Temporal) by `ctx.run`, 20 invocations at once (as many as connections)',
  advice: 'docs.restate.dev/develop/ts/durable-steps, /services/invocation/http',
  server: 'restate',
  packages: ['@restatedev/restate-sdk'],
  missing: () => (findRestate() ? undefined : 'npm install --no-save @restatedev/restate-server@1.7.12'),
  ...peerPrograms('restate'),
};

const logErrors: LoggerTransport = ({ level }, message: unknown) => {
  if (level === 'error') console.error(message);
};

/** Serves the workouts' service. Without steps it serves only its description, which a registration needs. */
function serveWorkouts(port: number, steps?: PeerSteps): Promise<Http2Server> {
  const workouts = service({
    name: SERVICE,
    handlers: {
      process: async (context: Context, workout: PeerWorkout) => {
        await context.run('calculateEnergy', () => steps!.calculateEnergy(workout));
        await context.run('updateScores', () => steps!.updateScores(workout));
        await context.run('awardAndFinish', () => steps!.awardAndFinish(workout));
      },
    },
  });
  const server = createServer(createEndpointHandler({ services: [workouts], logger: logErrors }));
  return new Promise((resolve) => server.listen(port, '127.0.0.1', () => resolve(server)));
}

export const peer: Peer = {
  /** The ingress accepts calls of registered services only, so the service is registered before a consumer runs. */
  async prepare({ serverUrl }) {
    const { admin, servicePort } = readRestateAddresses(serverUrl);
    const server = await serveWorkouts(servicePort);
    const response = await fetch(`${admin}/deployments`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ uri: `http://127.0.0.1:${servicePort}` }),
    });
    if (!response.ok) throw new Error(`Restate refused the deployment: ${await response.text()}`);
    // The connection of the registration stays open without further use.
    server.close();
  },

  async connectProducer({ serverUrl }) {
    const { ingress } = readRestateAddresses(serverUrl);
    return async (workout) => {
      const response = await fetch(`${ingress}/${SERVICE}/process/send`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'idempotency-key': workout.workoutId },
        body: JSON.stringify(workout),
      });
      await response.arrayBuffer();
      if (!response.ok) throw new Error(`Restate answered ${response.status}.`);
    };
  },

  async startConsumer({ serverUrl, ...connections }) {
    const { servicePort } = readRestateAddresses(serverUrl);
    await serveWorkouts(servicePort, createPeerSteps(openWorkPool(connections), connections.appId));
  },
};
