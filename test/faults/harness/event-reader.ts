import { request, type ClientRequest } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';

/** Follows an athlete's stream as a page would: it comes back after whatever cut it off, and says where it was. */
export interface EventReader {
  athleteId: string;
  /** The ids in the order in which they came. */
  ids: readonly number[];
  /** How often it had to come back. */
  connections(): number;
  stop(): void;
}

interface ReaderOptions {
  athleteId: string;
  apiKey: string;
  /** Used round-robin. */
  ports: readonly number[];
}

const PAUSE_MS = 300;

export function followEvents({ athleteId, apiKey, ports }: ReaderOptions): EventReader {
  const ids: number[] = [];
  let isStopped = false;
  let connections = 0;
  let current: ClientRequest | undefined;
  const connect = (port: number): Promise<void> =>
    new Promise((resolve) => {
      current = request({
        host: '127.0.0.1',
        port,
        path: `/v1/athletes/${athleteId}/events`,
        headers: { authorization: `Bearer ${apiKey}`, 'last-event-id': String(ids.at(-1) ?? 0) },
      });
      current.on('error', () => resolve());
      current.on('close', () => resolve());
      current.on('response', (incoming) => {
        // An athlete whom nobody has saved for yet is not known.
        if (incoming.statusCode !== 200) return void incoming.resume();
        connections += 1;
        let pending = '';
        incoming.setEncoding('utf8').on('data', (text: string) => {
          const frames = (pending + text).split('\n\n');
          // What was cut off in the middle was not received.
          pending = frames.pop()!;
          for (const frame of frames) {
            const [, id] = /^id: (\d+)$/m.exec(frame) ?? [];
            if (id) ids.push(Number(id));
          }
        });
        incoming.on('error', () => resolve());
      });
      current.end();
    });
  const follow = async (): Promise<void> => {
    for (let next = 0; !isStopped; next += 1) {
      await connect(ports[next % ports.length]!);
      await delay(PAUSE_MS);
    }
  };
  void follow();
  return {
    athleteId,
    ids,
    connections: () => connections,
    stop() {
      isStopped = true;
      current?.destroy();
    },
  };
}
