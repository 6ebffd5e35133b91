import { isIP } from 'node:net';
import { isInRange, type AddressRange } from './allowed-address.ts';

/** The only schemes, and the addresses that each may connect to. */
export const RANGE_OF_SCHEME = { 'https:': 'unicast', 'http:': 'loopback' } as const satisfies Record<
  string,
  AddressRange
>;

/**
 * Returns why no webhook can be sent to a URL, or undefined if it is acceptable: https to a public host, or http to a
 * loopback address where that is allowed. Names are resolved only when connecting.
 */
export function checkWebhookUrl(url: string, allowLoopback: boolean): string | undefined {
  if (!URL.canParse(url)) return 'The URL is not valid.';
  const parsed = new URL(url);
  if (parsed.username !== '' || parsed.password !== '') return 'The URL must not contain credentials.';
  // IPv6 is in brackets. The parser has already normalized decimal, octal and hexadecimal forms of IPv4.
  const host = parsed.hostname.replace(/^\[|\]$/g, '');
  const isLoopback = host === 'localhost' || isInRange(host, 'loopback');
  if (parsed.protocol === 'http:' && isLoopback && allowLoopback) return undefined;
  if (parsed.protocol !== 'https:') return 'The URL must start with https://.';
  const isPublic = !isLoopback && (isIP(host) === 0 || isInRange(host, 'unicast'));
  return isPublic ? undefined : 'The URL must name a public host.';
}
