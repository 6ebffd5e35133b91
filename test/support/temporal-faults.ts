import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import {
  ServiceError,
  type WorkflowSignalWithStartOptions,
  type WorkflowStartOptions,
} from '@temporalio/client';
import { onTestFinished } from 'vitest';
import { connectTemporal, type Temporal } from '../../src/temporal/client.ts';

type Start = (type: string, options: WorkflowStartOptions) => Promise<unknown>;

/** The same Temporal, but that a test stands before each start: to look, to count, to fail before or after it. */
export function withStart(
  temporal: Temporal,
  around: (start: () => Promise<unknown>, ...call: Parameters<Start>) => unknown,
): Temporal {
  const start: Start = async (type, options) =>
    around(() => temporal.client.workflow.start(type, options), type, options);
  return withWorkflowClient(temporal, { start });
}

/** The same Temporal, but executions cannot be described. */
export const withoutAnswers = (temporal: Temporal): Temporal =>
  withWorkflowClient(temporal, {
    getHandle: () => ({ describe: () => Promise.reject(new ServiceError('Temporal is away')) }),
  });

/** The same Temporal, but one execution can be neither started nor signalled. */
export const withoutExecution = (temporal: Temporal, workflowId: string): Temporal =>
  withWorkflowClient(temporal, {
    signalWithStart: async (type: string, options: WorkflowSignalWithStartOptions) => {
      if (options.workflowId === workflowId) throw new ServiceError('Not this one');
      return temporal.client.workflow.signalWithStart(type, options);
    },
  });

/** The same Temporal, but that its schedules cannot be read. */
export const withoutSchedules = (temporal: Temporal): Temporal =>
  withClientPart(temporal, 'schedule', {
    list: () => {
      throw new ServiceError('No schedules here');
    },
  });

/** The same Temporal, but that a test says how each execution is, and how often its workflow task was tried. */
export const withStatuses = (
  temporal: Temporal,
  statusOf: (workflowId: string) => string,
  {
    attempts = 1,
    onTerminate = () => {},
  }: { attempts?: number; onTerminate?: (workflowId: string) => void } = {},
): Temporal =>
  withWorkflowClient(temporal, {
    getHandle: (workflowId: string) => ({
      describe: () =>
        Promise.resolve({
          status: { name: statusOf(workflowId) },
          raw: { pendingWorkflowTask: { attempt: attempts } },
        }),
      terminate: () => Promise.resolve(onTerminate(workflowId)),
    }),
  });

function withWorkflowClient(temporal: Temporal, methods: Record<string, unknown>): Temporal {
  const workflow = new Proxy(temporal.client.workflow, {
    get: (target, key) => methods[String(key)] ?? bound(target, key),
  });
  return withClientPart(temporal, 'workflow', workflow);
}

const withClientPart = (temporal: Temporal, name: 'workflow' | 'schedule', part: object): Temporal => ({
  ...temporal,
  client: new Proxy(temporal.client, {
    get: (target, key) => (key === name ? part : bound(target, key)),
  }),
});

function bound(target: object, key: string | symbol): unknown {
  const value: unknown = Reflect.get(target, key, target);
  return typeof value === 'function' ? value.bind(target) : value;
}

/** A Temporal that is away: nobody listens on its port. */
export async function connectToNobody(namespace: string): Promise<Temporal> {
  const server = await listen();
  const address = addressOf(server);
  server.close();
  await once(server, 'close');
  return connectUntilFinished(address, namespace);
}

/** A Temporal that hangs: it takes connections and never answers, as a stopped process does. */
export async function connectToSilence(namespace: string): Promise<Temporal> {
  const sockets = new Set<Socket>();
  const server = await listen((socket) => sockets.add(socket.on('error', () => {})));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return connectUntilFinished(addressOf(server), namespace);
}

function connectUntilFinished(address: string, namespace: string): Temporal {
  const temporal = connectTemporal({ address, namespace });
  onTestFinished(() => temporal.close());
  return temporal;
}

async function listen(onConnection?: (socket: Socket) => void): Promise<Server> {
  const server = createServer(onConnection).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

function addressOf(server: Server): string {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port');
  return `127.0.0.1:${address.port}`;
}
