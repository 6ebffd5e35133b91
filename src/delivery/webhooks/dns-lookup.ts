import type { LookupAddress } from 'node:dns';
import { Resolver } from 'node:dns/promises';
import { callbackify } from 'node:util';
import type { LookupAll } from './allowed-address.ts';

/** Of the first try; the second one waits for twice as long. */
const TIMEOUT_MS = 2000;
const TRIES = 2;

/**
 * Returns a lookup that queries name servers until the signal is aborted. `dns.lookup` would occupy one of libuv's four
 * threads, and file reads would wait for a slow name server. It reads no hosts file.
 */
export function createDnsLookup(signal: AbortSignal, servers?: readonly string[]): LookupAll {
  const resolve = callbackify((hostname: string) => resolveName(hostname, signal, servers));
  return (hostname, _options, done) => resolve(hostname, done);
}

/** @throws the error of the query for IPv4, if there is no address of either family */
async function resolveName(
  hostname: string,
  signal: AbortSignal,
  servers?: readonly string[],
): Promise<LookupAddress[]> {
  const resolver = new Resolver({ timeout: TIMEOUT_MS, tries: TRIES });
  if (servers) resolver.setServers(servers);
  const cancel = (): void => resolver.cancel();
  signal.addEventListener('abort', cancel, { once: true });
  try {
    const [v4, v6] = await Promise.allSettled([resolver.resolve4(hostname), resolver.resolve6(hostname)]);
    const addresses = [...addressesOf(v4, 4), ...addressesOf(v6, 6)];
    if (addresses.length === 0 && v4.status === 'rejected') throw v4.reason;
    return addresses;
  } finally {
    signal.removeEventListener('abort', cancel);
  }
}

const addressesOf = (result: PromiseSettledResult<string[]>, family: 4 | 6): LookupAddress[] =>
  result.status === 'fulfilled' ? result.value.map((address) => ({ address, family })) : [];
