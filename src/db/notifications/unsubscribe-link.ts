import { createHmac, timingSafeEqual } from 'node:crypto';

/**
 * Returns the path that unsubscribes an athlete, without login, from all e-mail of the same kind as this one. Only the
 * athlete's secret can sign it.
 */
export const unsubscribePathOf = ({ emailId, secret }: { emailId: string; secret: Buffer }): string =>
  `/unsubscribe/${emailId}/${sign(emailId, secret).toString('base64url')}`;

export function isSignedUnsubscribe(
  { emailId, secret }: { emailId: string; secret: Buffer },
  signature: string,
): boolean {
  const [expected, given] = [sign(emailId, secret), Buffer.from(signature, 'base64url')];
  return given.length === expected.length && timingSafeEqual(given, expected);
}

const sign = (emailId: string, secret: Buffer): Buffer =>
  createHmac('sha256', secret).update(`unsubscribe ${emailId}`).digest();
