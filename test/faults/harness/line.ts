import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** What is done to bytes that travel one way on one connection. */
export interface Passage {
  /** Sees each chunk first. @returns what is passed on, or nothing to keep it all back */
  inspect?(chunk: Buffer, connection: Connection): Buffer | undefined;
}

export interface Connection {
  /** Cuts both ends, as a crash would: with a reset. */
  cut(): void;
  /** What a passage keeps in mind of this connection. */
  memory: Map<string, unknown>;
  /** Passes on what was kept back. */
  deliver(to: 'client' | 'server', bytes: Buffer): void;
}

interface Latency {
  milliseconds: number;
  jitterMs: number;
  /** Only of what the server sends: a round trip takes exactly this much longer. */
  isOneWay?: boolean;
}

/** A TCP line to a server, on which everything can go wrong that goes wrong on networks. */
export interface Line {
  port: number;
  connections(): number;
  /** Each chunk comes so much later, give or take the jitter; the order stays. */
  setLatency(latency: Latency | undefined): void;
  /** Drops no connection, but delivers nothing until it ends. Bytes sent meanwhile arrive afterwards, as TCP would resend them. */
  setBlackHole(isBlackHole: boolean): void;
  /** At most so many bytes a second each way on each connection. */
  setBandwidth(bytesPerSecond: number | undefined): void;
  /** Refuses new connections. */
  setRefusing(isRefusing: boolean): void;
  /** New connections go to another server. */
  redirect(targetPort: number): void;
  /** Cuts every connection. */
  reset(): number;
  watch(passages: { fromClient?: Passage; fromServer?: Passage }): void;
  close(): Promise<void>;
}

interface NetworkFaults {
  targetPort: number;
  latency?: Latency | undefined;
  bytesPerSecond?: number | undefined;
  isBlackHole: boolean;
  isRefusing: boolean;
  fromClient?: Passage | undefined;
  fromServer?: Passage | undefined;
}

export async function openLine(targetPort: number): Promise<Line> {
  const faults: NetworkFaults = { targetPort, isBlackHole: false, isRefusing: false };
  const open = new Set<{ cut(): void; flush(): void }>();
  const server = createServer((near) => {
    if (faults.isRefusing) return void near.resetAndDestroy();
    const far = connect(faults.targetPort, '127.0.0.1');
    for (const socket of [near, far]) socket.setNoDelay(true);
    const up = createPipe(far, faults, { isUp: true });
    const down = createPipe(near, faults, { isUp: false });
    const connection: Connection = {
      memory: new Map(),
      cut: () => [near, far].forEach((socket) => socket.resetAndDestroy()),
      deliver: (to, bytes) => (to === 'server' ? up : down).send(bytes),
    };
    const entry = {
      cut: connection.cut,
      flush: () => [up, down].forEach((pipe) => pipe.flush()),
    };
    open.add(entry);
    near.on('data', (chunk) => pass(chunk, faults.fromClient, up, connection));
    far.on('data', (chunk) => pass(chunk, faults.fromServer, down, connection));
    for (const [from, pipe] of [
      [near, up],
      [far, down],
    ] as const) {
      from.on('error', () => {});
      from.on('end', () => pipe.end());
      from.on('close', () => {
        pipe.end();
        // In a black hole the other end does not know yet.
        if (near.destroyed && far.destroyed) open.delete(entry);
      });
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    connections: () => open.size,
    setLatency: (latency) => void (faults.latency = latency),
    setBandwidth: (bytesPerSecond) => void (faults.bytesPerSecond = bytesPerSecond),
    setRefusing: (isRefusing) => void (faults.isRefusing = isRefusing),
    redirect: (port) => void (faults.targetPort = port),
    setBlackHole(isBlackHole) {
      faults.isBlackHole = isBlackHole;
      if (!isBlackHole) for (const entry of open) entry.flush();
    },
    reset() {
      const cut = [...open];
      for (const entry of cut) entry.cut();
      return cut.length;
    },
    watch: (passages) => Object.assign(faults, { fromClient: undefined, fromServer: undefined }, passages),
    async close() {
      for (const entry of open) entry.cut();
      server.close();
      await once(server, 'close');
    },
  };
}

function pass(chunk: Buffer, passage: Passage | undefined, pipe: Pipe, connection: Connection): void {
  const bytes = passage?.inspect ? passage.inspect(chunk, connection) : chunk;
  if (bytes && bytes.length > 0) pipe.send(bytes);
}

interface Pipe {
  send(bytes: Buffer): void;
  end(): void;
  flush(): void;
}

/** One way of one connection: a queue whose chunks leave when they are due and no black hole keeps them. */
function createPipe(to: Socket, faults: NetworkFaults, { isUp }: { isUp: boolean }): Pipe {
  const queue: { bytes: Buffer | undefined; dueAt: number }[] = [];
  let timer: NodeJS.Timeout | undefined;
  let lastDueAt = 0;
  const drain = (): void => {
    timer = undefined;
    while (queue.length > 0 && !faults.isBlackHole) {
      const first = queue[0]!;
      const waitMs = first.dueAt - performance.now();
      if (waitMs > 0.5) {
        timer = setTimeout(drain, waitMs);
        return;
      }
      queue.shift();
      if (first.bytes === undefined) to.end();
      else if (!to.destroyed) to.write(first.bytes);
    }
  };
  const push = (bytes: Buffer | undefined): void => {
    const { latency, bytesPerSecond } = faults;
    const isDelayed = latency && !(isUp && latency.isOneWay);
    const delayMs = isDelayed ? latency.milliseconds + (Math.random() * 2 - 1) * latency.jitterMs : 0;
    const from = Math.max(performance.now() + Math.max(0, delayMs), lastDueAt);
    lastDueAt = from + (bytes && bytesPerSecond ? (bytes.length / bytesPerSecond) * 1000 : 0);
    queue.push({ bytes, dueAt: lastDueAt });
    if (timer === undefined) drain();
  };
  return { send: push, end: () => push(undefined), flush: () => void (timer ?? drain()) };
}
