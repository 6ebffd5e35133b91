import type { Program } from '../harness/programs.ts';
import type { Connections, ServerName } from '../harness/stage.ts';
import type { PeerWorkout } from '../work/peer-workout.ts';

export interface Contender {
  name: string;
  title: string;
  /** Its set-up, in one sentence. */
  setUp: string;
  /** The page of its documentation that recommends this set-up. */
  advice: string;
  /** The server that it needs in addition to PostgreSQL. */
  server?: ServerName;
  /** The npm packages whose versions are printed. */
  packages: readonly string[];
  /** Why it cannot run here, and what to install; undefined if it can. */
  missing?: () => string | undefined;
  /** Serves `POST /v1/workouts` on this port. */
  producer(connections: Connections, port: number): Program;
  /** Processes accepted workouts. Absent: it only accepts. */
  consumer?: (connections: Connections) => Program;
}

/** The parts of a peer that its two programs use. */
export interface Peer {
  /** Creates queues and tables once, before its programs start. */
  prepare?: (connections: Connections) => Promise<void>;
  /** Connects, and returns a function that accepts a workout durably. The response is 202 once it resolves. */
  connectProducer(connections: Connections): Promise<(workout: PeerWorkout) => Promise<void>>;
  /** Connects and works until the process ends. Resolves once it works. */
  startConsumer?: (connections: Connections) => Promise<void>;
}

const producerFile = new URL('../programs/producer.ts', import.meta.url);
const consumerFile = new URL('../programs/consumer.ts', import.meta.url);

/** Returns the programs of a peer: the same Hono producer for all, and a consumer process with its library. */
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
