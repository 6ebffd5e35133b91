import { createHmac, timingSafeEqual } from 'node:crypto';

/** Returns the signature of a link's text: HMAC-SHA256, base64url. Each kind of link begins its text differently. */
export const signLink = (text: string, key: Buffer): string =>
  createHmac('sha256', key).update(text).digest('base64url');

/** Returns whether a link's text has this signature, in constant time. */
export function isSignedLink(text: string, key: Buffer, signature: string): boolean {
  const [expected, given] = [signLink(text, key), signature].map((one) => Buffer.from(one, 'base64url'));
  return given!.length === expected!.length && timingSafeEqual(given!, expected!);
}
