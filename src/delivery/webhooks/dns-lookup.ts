import { Resolver } from 'node:dns/promises';
import type { LookupAll } from './allowed-address.ts';

/** Of the first try; the second one waits for twice as long. */
const TIMEOUT_MS = 2000;
const TRIES = 2;

/**
 * Returns a lookup that queries name servers until the signal is aborted. `dns.lookup` would occupy one of libuv's four
 * threads meanwhile, and file reads would wait for a slow name server. It reads no hosts file.
 */
export const createDnsLookup =
  (signal: AbortSignal, servers?: readonly string[]): LookupAll =>
  (hostname, _options, done) => {
    const resolver = new Resolver({ timeout: TIMEOUT_MS, tries: TRIES });
    if (servers) resolver.setServers(servers);
    const cancel = (): void => resolver.cancel();
    signal.addEventListener('abort', cancel, { once: true });
    void Promise.allSettled([resolver.resolve4(hostname), resolver.resolve6(hostname)]).then(([v4, v6]) => {
      signal.removeEventListener('abort', cancel);
      const addresses = [...addressesOf(v4, 4), ...addressesOf(v6, 6)];
      const error = addresses.length === 0 && v4.status === 'rejected' ? v4.reason : null;
      done(error as NodeJS.ErrnoException | null, addresses);
    });
  };

const addressesOf = (result: PromiseSettledResult<string[]>, family: 4 | 6) =>
  result.status === 'fulfilled' ? result.value.map((address) => ({ address, family })) : [];
