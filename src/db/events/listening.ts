import type pg from 'pg';
import type { Pool } from '../pool.ts';

export interface Listening {
  close(): Promise<void>;
}

interface ListenOptions {
  channel: string;
  onNotification: (payload: string) => void;
  /** Called each time that listening begins: earlier notifications are not repeated. */
  onListening: () => void;
  onLost: (error: unknown) => void;
}

const RETRY_MS = 500;

/** Keeps one listening connection, and replaces it whenever it is lost, until it is closed. */
export function listen(
  pool: Pool,
  { channel, onNotification, onListening, onLost }: ListenOptions,
): Listening {
  let client: pg.PoolClient | undefined;
  let closed = false;
  let retry: NodeJS.Timeout | undefined;

  const lose = (lost: pg.PoolClient, error: unknown): void => {
    if (client !== lost || closed) return;
    client.release(true);
    client = undefined;
    onLost(error);
    retry = setTimeout(() => void connect(), RETRY_MS);
  };

  const connect = async (): Promise<void> => {
    if (closed) return;
    let connected: pg.PoolClient | undefined;
    try {
      connected = await pool.connect();
      const own = connected;
      client = own;
      own.on('notification', ({ payload }) => onNotification(payload ?? ''));
      own.once('error', (error) => lose(own, error));
      own.once('end', () => lose(own, new Error('The listening connection ended.')));
      await own.query(`listen ${channel}`);
      if (closed) release();
      else onListening();
    } catch (error) {
      if (connected) lose(connected, error);
      else if (!closed) retry = setTimeout(() => void connect(), RETRY_MS);
    }
  };

  /** Destroys the connection: a pooled connection must not keep listening. */
  const release = (): void => {
    client?.release(true);
    client = undefined;
  };

  const first = connect();
  return {
    async close() {
      closed = true;
      clearTimeout(retry);
      await first;
      release();
    },
  };
}
