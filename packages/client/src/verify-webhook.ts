import type { AthleteEvent } from './contract.ts';
import { WebhookVerificationError } from './errors.ts';

type OfAthlete<Event> = Event extends { type: 'stream.reset' }
  ? never
  : Omit<Event, 'id'> & { sequence: number; athleteId: string };

/** An event about the app: its other endpoints are notified. */
type OfApp<Type, Data> = { type: Type; timestamp: string; athleteId: null; sequence: number; data: Data };

/** The body of a webhook. `sequence` grows by one with each event of an athlete, or of the app itself. */
export type WebhookEvent =
  | OfAthlete<AthleteEvent>
  | OfApp<'webhook.failing', { endpointId: string; failingSince: string }>
  | OfApp<
      'webhook.disabled',
      { endpointId: string; failingSince: string | null; reason: 'gone' | 'failing' }
    >;

export interface ReceivedWebhook {
  /** The body exactly as it was received, before any JSON parser */
  body: string | Uint8Array;
  /** `request.headers` of fetch or of Node, or a list of names and values */
  headers: Iterable<[string, string]> | Readonly<Record<string, string | string[] | undefined>>;
  /** The endpoint's secret (`whsec_…`) or its public key (`whpk_…`) */
  key: string;
}

const TOLERANCE_SECONDS = 300;

/**
 * Verifies a webhook after Standard Webhooks 1.0.0 and returns its event. The `webhook-id` header is the same in every
 * attempt: ignore those that you have processed.
 * @throws WebhookVerificationError if it was not signed with the key, or more than 5 minutes ago
 * @throws TypeError if the key is neither a secret nor a public key
 */
export async function verifyWebhook({ body, headers, key }: ReceivedWebhook): Promise<WebhookEvent> {
  const { scheme, algorithm, bytes } = parseKey(key);
  const id = readHeader(headers, 'webhook-id');
  const timestamp = readHeader(headers, 'webhook-timestamp');
  const signatures = readHeader(headers, 'webhook-signature').split(' ');
  if (!/^\d{1,12}$/.test(timestamp) || Math.abs(Date.now() / 1000 - Number(timestamp)) > TOLERANCE_SECONDS)
    throw new WebhookVerificationError(
      'timestamp',
      `The timestamp ${timestamp} is not within 5 minutes of now.`,
    );

  const content = typeof body === 'string' ? new TextEncoder().encode(body) : body;
  const signed = concatenate(new TextEncoder().encode(`${id}.${timestamp}.`), content);
  const cryptoKey = await crypto.subtle.importKey('raw', bytes, algorithm, false, ['verify']);
  for (const signature of signatures) {
    const value = signature.startsWith(`${scheme},`)
      ? decodeBase64(signature.slice(scheme.length + 1))
      : undefined;
    // The comparison of an HMAC is in constant time.
    if (value && (await crypto.subtle.verify(algorithm, cryptoKey, value, signed)))
      return JSON.parse(new TextDecoder().decode(content)) as WebhookEvent;
  }
  throw new WebhookVerificationError('signature', `No ${scheme} signature matches the key.`);
}

function parseKey(key: string) {
  const [, prefix, base64 = ''] = /^(whsec|whpk)_(.+)$/.exec(key.trim()) ?? [];
  const bytes = decodeBase64(base64);
  if (!prefix || !bytes) throw new TypeError('The key must be `whsec_` or `whpk_`, followed by base64.');
  return prefix === 'whsec'
    ? { bytes, scheme: 'v1', algorithm: { name: 'HMAC', hash: 'SHA-256' } }
    : { bytes, scheme: 'v1a', algorithm: { name: 'Ed25519' } };
}

/** @throws WebhookVerificationError if the header is missing */
function readHeader(headers: ReceivedWebhook['headers'], wanted: string): string {
  const entries = Symbol.iterator in headers ? [...headers] : Object.entries(headers);
  const [, value] = entries.find(([name]) => name.toLowerCase() === wanted) ?? [];
  const text = Array.isArray(value) ? value.join(' ') : value;
  if (!text) throw new WebhookVerificationError('header', `The header ${wanted} is missing.`);
  return text;
}

/** Returns undefined for text that is not base64. */
function decodeBase64(text: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  } catch {
    return undefined;
  }
}

function concatenate(first: Uint8Array, second: Uint8Array): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(first.length + second.length);
  whole.set(first);
  whole.set(second, first.length);
  return whole;
}
