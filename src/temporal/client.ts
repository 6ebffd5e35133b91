import { Client, Connection } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';

/** The only holder of a Temporal client. It connects on first use, so that nothing waits for Temporal. */
export interface Temporal {
  client: Client;
  connection: Connection;
  namespace: string;
  close(): Promise<void>;
}

interface ConnectOptions {
  /** Overrides TEMPORAL_ADDRESS and the profile. */
  address?: string | undefined;
  namespace?: string | undefined;
}

/**
 * Reads Temporal's address and credentials: envconfig reads `TEMPORAL_*` variables and profiles as Temporal's own
 * tools do.
 */
export const readConnectionOptions = () => loadClientConnectConfig().connectionOptions;

export function connectTemporal({ address, namespace }: ConnectOptions = {}): Temporal {
  const config = loadClientConnectConfig();
  const connection = Connection.lazy({
    ...config.connectionOptions,
    ...(address ? { address } : {}),
  });
  const client = new Client({
    connection,
    namespace: namespace ?? config.namespace ?? 'default',
  });
  return {
    client,
    connection,
    namespace: client.options.namespace,
    close: () => connection.close(),
  };
}

/** Calls Temporal with a deadline. Without one, the client retries a call to a dead server for about 20 s. */
export const withDeadline = <T>(
  { connection }: { connection: Pick<Connection, 'withDeadline'> },
  milliseconds: number,
  call: () => Promise<T>,
): Promise<T> => connection.withDeadline(Date.now() + milliseconds, call);
