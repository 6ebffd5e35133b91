import { isSignedLink, signLink } from '../signed-link.ts';

interface UnsubscribeLink {
  emailId: string;
  /** The athlete's secret; no other can sign it. */
  secret: Buffer;
}

/** Returns the path that unsubscribes an athlete, without login, from all e-mail of the same kind as this one. */
export const unsubscribePathOf = ({ emailId, secret }: UnsubscribeLink): string =>
  `/unsubscribe/${emailId}/${signLink(textOf(emailId), secret)}`;

export const isSignedUnsubscribe = ({ emailId, secret }: UnsubscribeLink, signature: string): boolean =>
  isSignedLink(textOf(emailId), secret, signature);

const textOf = (emailId: string): string => `unsubscribe ${emailId}`;
