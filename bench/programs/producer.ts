import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { v7 as uuidV7 } from 'uuid';
import type { Peer } from '../contenders/contender.ts';
import type { Connections } from '../harness/stage.ts';
import { exitWhenOrphaned, reportReady } from '../../src/process/orphan.ts';
import { onShutdownSignal } from '../../src/process/stop-signals.ts';
import { peerSubmission } from '../work/peer-workout.ts';

/** The producer of all peers: validates, enqueues, and returns 202 once the queue has the workout. */
const [, , module = '', connections = '', port = ''] = process.argv;
const { peer } = (await import(`../contenders/${module}.ts`)) as { peer: Peer };
const given = JSON.parse(connections) as Connections;
await peer.prepare?.(given);
const accept = await peer.connectProducer(given);

const app = new Hono();
app.post('/v1/workouts', async (c) => {
  const parsed = peerSubmission.safeParse(await c.req.json());
  if (!parsed.success) return c.json({ errors: parsed.error.issues }, 422);
  const workoutId = uuidV7();
  await accept({ workoutId, ...parsed.data });
  return c.json({ id: workoutId, status: 'accepted' }, 202);
});
serve({ fetch: app.fetch, hostname: '127.0.0.1', port: Number(port) }, reportReady);
exitWhenOrphaned();
onShutdownSignal(() => process.exit(0));
