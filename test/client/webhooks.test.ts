import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Webhook } from 'standardwebhooks';
import { verifyWebhook, WebhookVerificationError } from '../../packages/client/src/index.ts';
import {
  createWebhookSigner,
  newWebhookKeyPair,
  newWebhookSecret,
  type WebhookToSign,
} from '../../src/delivery/webhooks/signature.ts';

const NOW = 1_795_000_000;
const EVENT = { type: 'report.ready', athleteId: 'läufer', sequence: 7, data: { month: '2026-11' } };
const body = JSON.stringify(EVENT);
const secret = newWebhookSecret();
const pair = newWebhookKeyPair();

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: NOW * 1000 });
});
afterEach(() => {
  vi.useRealTimers();
});

function signed(changes: Partial<WebhookToSign> = {}) {
  const secrets = [newWebhookSecret(), secret];
  const privateKeys = [newWebhookKeyPair().privateKey, pair.privateKey];
  const sign = createWebhookSigner({ secrets, privateKeys });
  return sign({ id: 'evt_1', timestampSeconds: NOW, body, ...changes });
}

const reasonOf = (received: Parameters<typeof verifyWebhook>[0]) =>
  verifyWebhook(received).then(
    () => 'verified',
    (error: unknown) => (error instanceof WebhookVerificationError ? error.reason : error),
  );

describe.each([
  ['the secret', secret],
  ['the public key', pair.publicKey],
])('verifyWebhook with %s', (_name, key) => {
  it('returns the event, also if another key has signed before it', async () => {
    expect(await verifyWebhook({ body, headers: signed(), key })).toEqual(EVENT);
  });

  it.each([
    ['Headers', new Headers(signed())],
    ['pairs', Object.entries(signed())],
    ["Node's headers", { ...signed(), host: 'x', 'set-cookie': ['a', 'b'] }],
    [
      'capitals',
      Object.fromEntries(Object.entries(signed()).map(([name, value]) => [name.toUpperCase(), value])),
    ],
  ])('takes headers as %s', async (_form, headers) => {
    expect(await verifyWebhook({ body: new TextEncoder().encode(body), headers, key })).toEqual(EVENT);
  });

  it.each(['webhook-id', 'webhook-timestamp', 'webhook-signature'])('needs %s', async (name) => {
    expect(await reasonOf({ body, headers: { ...signed(), [name]: undefined }, key })).toBe('header');
  });

  it.each([
    [NOW - 300, 'verified'],
    [NOW - 301, 'timestamp'],
    [NOW + 300, 'verified'],
    [NOW + 301, 'timestamp'],
  ])('takes the time %d: %s', async (timestampSeconds, outcome) => {
    expect(await reasonOf({ body, headers: signed({ timestampSeconds }), key })).toBe(outcome);
  });

  it('refuses a time that is no number', async () => {
    const headers = { ...signed(), 'webhook-timestamp': `${NOW}.0` };
    expect(await reasonOf({ body, headers, key })).toBe('timestamp');
  });

  it('refuses another body, id, time or key', async () => {
    const headers = signed();
    expect(await reasonOf({ body: `${body} `, headers, key })).toBe('signature');
    expect(await reasonOf({ body, headers: { ...headers, 'webhook-id': 'evt_2' }, key })).toBe('signature');
    expect(await reasonOf({ body, headers: { ...headers, 'webhook-timestamp': `${NOW + 1}` }, key })).toBe(
      'signature',
    );
    expect(await reasonOf({ body, headers, key: newWebhookSecret() })).toBe('signature');
    expect(await reasonOf({ body, headers, key: newWebhookKeyPair().publicKey })).toBe('signature');
  });

  it.each(['', 'v1', 'v1,', 'v1a,', 'v1,%%%', 'v1a,AAAA', 'v2,AAAA', 'v1,AAAA v1a,AAAA'])(
    'refuses the signature "%s"',
    async (signature) => {
      const headers = { ...signed(), 'webhook-signature': signature };
      expect(await reasonOf({ body, headers, key })).toBe(signature === '' ? 'header' : 'signature');
    },
  );

  it('never takes a signature of the other scheme', async () => {
    const swapped = signed()['webhook-signature'].replaceAll(/v1a?/g, (scheme) =>
      scheme === 'v1' ? 'v1a' : 'v1',
    );
    expect(await reasonOf({ body, headers: { ...signed(), 'webhook-signature': swapped }, key })).toBe(
      'signature',
    );
  });
});

describe('verifyWebhook', () => {
  it('takes what the reference library signs', async () => {
    const headers = {
      'webhook-id': 'evt_1',
      'webhook-timestamp': String(NOW),
      'webhook-signature': new Webhook(secret).sign('evt_1', new Date(NOW * 1000), body),
    };
    expect(await verifyWebhook({ body, headers, key: secret })).toEqual(EVENT);
  });

  it.each(['', 'secret', 'whsec_', 'whsec_%', pair.privateKey])('needs a key, not "%s"', async (key) => {
    await expect(verifyWebhook({ body, headers: signed(), key })).rejects.toThrow(TypeError);
  });
});
