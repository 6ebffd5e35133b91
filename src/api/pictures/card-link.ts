import { z } from 'zod';
import { isSignedLink, signLink } from '../../delivery/signed-link.ts';

/** The content of a link. It is signed, not secret. */
const cardPayload = z.strictObject({
  app: z.guid(),
  athlete: z.guid(),
  of: z.enum(['workout', 'achievement', 'month']),
  id: z.string().max(100),
  /** The workout that earned the achievement: a later award is not shown. */
  workout: z.guid().optional(),
  format: z.enum(['landscape', 'portrait']),
  map: z.boolean(),
  /** Reasons why only the app may show the workout, as of the creation of the link. */
  hidden: z.array(z.enum(['private', 'flagged'])),
  /** Seconds since 1970. */
  expires: z.int(),
});

export type CardPayload = z.output<typeof cardPayload>;

const textOf = (payload: string): string => `afterburn share card\n${payload}`;

/** Returns the path of a card, signed with the app's key. */
export function signCardLink(payload: CardPayload, key: Buffer): string {
  const encoded = Buffer.from(JSON.stringify(payload)).toString('base64url');
  return `/cards/${encoded}.${signLink(textOf(encoded), key)}.png`;
}

/**
 * Reads a link's name.
 * @param keyOf finds an app's key
 * @returns undefined if the link is malformed, forged or expired
 */
export async function readCardLink(
  name: string,
  { keyOf, now }: { keyOf: (appId: string) => Promise<Buffer | undefined>; now: number },
): Promise<CardPayload | undefined> {
  const [, encoded = '', signature = ''] = /^([\w-]{1,1000})\.([\w-]{43})\.png$/.exec(name) ?? [];
  const payload = parse(encoded);
  const key = payload && (await keyOf(payload.app));
  if (!payload || !key) return undefined;
  if (!isSignedLink(textOf(encoded), key, signature)) return undefined;
  return payload.expires * 1000 > now ? payload : undefined;
}

function parse(encoded: string): CardPayload | undefined {
  try {
    return cardPayload.safeParse(JSON.parse(Buffer.from(encoded, 'base64url').toString('utf8'))).data;
  } catch {
    return undefined;
  }
}
