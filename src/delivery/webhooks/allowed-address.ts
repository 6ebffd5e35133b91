import type { LookupAddress, LookupAllOptions } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';

/** `unicast` is public: not private, loopback, link-local, mapped, NAT64, 6to4, reserved or documentation. */
export type AddressRange = 'unicast' | 'loopback';

/** As `dns.lookup` with `all: true`. */
export type LookupAll = (
  hostname: string,
  options: LookupAllOptions,
  done: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

/** The host has an address to which no webhook is sent. The message does not name it: it may be internal. */
export class RefusedAddressError extends Error {
  override readonly name = 'RefusedAddressError';
}

/** All of the public IPv6 addresses. Outside are forms that `ipaddr.js` calls unicast, such as `::7f00:1`. */
const GLOBAL_UNICAST_IPV6 = ipaddr.IPv6.parseCIDR('2000::/3');

/** A mapped address (`::ffff:8.8.8.8`) is in no range, even if its IPv4 address is public. */
export function isInRange(address: string, range: AddressRange): boolean {
  if (isIP(address) === 0) return false;
  const parsed = ipaddr.parse(address);
  const isOutside = range === 'unicast' && parsed.kind() === 'ipv6' && !parsed.match(GLOBAL_UNICAST_IPV6);
  return parsed.range() === range && !isOutside;
}

/**
 * Returns a lookup for `net.connect`. The socket connects to the addresses that it returns, so no later DNS answer
 * replaces a checked address. It is not called for a host that is an address itself.
 */
export const createCheckedLookup =
  (lookup: LookupAll, range: AddressRange): LookupFunction =>
  (hostname, options, done) =>
    lookup(hostname, { ...options, all: true }, (error, addresses) => {
      const [first] = addresses ?? [];
      if (error || !first) return done(error ?? new Error(`${hostname} has no address.`), []);
      if (!addresses.every(({ address }) => isInRange(address, range)))
        return done(new RefusedAddressError(`The host ${hostname} has an address that is not allowed.`), []);
      return options.all ? done(null, addresses) : done(null, first.address, first.family);
    });
