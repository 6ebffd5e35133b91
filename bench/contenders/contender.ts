import type { Program } from '../harness/programs.ts';
import type { Connections, ServerName } from '../harness/stage.ts';
import type { PeerWorkout } from '../work/peer-workout.ts';

export interface Contender {
  name: string;
  title: string;
  /** How it is set up, in one sentence. */
  setUp: string;
  /** The page of its documentation that advises so. */
  advice: string;
  /** The server that it needs beside PostgreSQL. */
  server?: ServerName;
  /** The npm packages whose versions are printed. */
  packages: readonly string[];
  /** Why it cannot run here, and what to install; undefined when it can. */
  missing?: () => string | undefined;
  /** Serves `POST /v1/workouts` on this port. */
  producer(connections: Connections, port: number): Program;
  /** Brings what was accepted to its results. Absent: it only accepts. */
  consumer?: (connections: Connections) => Program;
}

/** What a peer's two programs need of it. */
export interface Peer {
  /** Makes queues and tables, once, before its programs start. */
  prepare?: (connections: Connections) => Promise<void>;
  /** Connects, and gives what accepts a workout durably: when it resolves, the answer is 202. */
  connectProducer(connections: Connections): Promise<(workout: PeerWorkout) => Promise<void>>;
  /** Connects and works until the process ends; resolves when it works. */
  startConsumer?: (connections: Connections) => Promise<void>;
}

const producerFile = new URL('../programs/producer.ts', import.meta.url);
const consumerFile = new URL('../programs/consumer.ts', import.meta.url);

/** The programs of a peer: the same Hono producer for all, and a consumer process around its library. */
export const peerPrograms = (module: string, { onlyAccepts = false } = {}) => ({
  producer: (connections: Connections, port: number): Program => ({
    file: producerFile,
    args: [module, JSON.stringify(connections), String(port)],
  }),
  ...(onlyAccepts
    ? {}
    : {
        consumer: (connections: Connections): Program => ({
          file: consumerFile,
          args: [module, JSON.stringify(connections)],
        }),
      }),
});
