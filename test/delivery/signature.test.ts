import { createPublicKey, verify } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { describe, expect, it } from 'vitest';
import {
  createWebhookSigner,
  newWebhookKeyPair,
  newWebhookSecret,
} from '../../src/delivery/webhooks/signature.ts';

const BODY = '{"type":"workout.processed","data":{"title":"Lunch run 🏃"}}';
const nowSeconds = () => Math.floor(Date.now() / 1000);

describe('v1', () => {
  it('is accepted by the reference library, with either secret during a rotation', () => {
    const secrets = [newWebhookSecret(), newWebhookSecret()];
    const headers = createWebhookSigner({
      secrets,
      privateKeys: [newWebhookKeyPair().privateKey],
    })({ id: 'evt_1', timestampSeconds: nowSeconds(), body: BODY });
    for (const secret of secrets) expect(new Webhook(secret).verify(BODY, headers)).toEqual(JSON.parse(BODY));
    expect(() => new Webhook(newWebhookSecret()).verify(BODY, headers)).toThrow('No matching signature');
    expect(() => new Webhook(secrets[0]!).verify(`${BODY} `, headers)).toThrow('No matching signature');
  });

  it('is the same as that of the reference library', () => {
    const secret = newWebhookSecret();
    const at = new Date(1_674_087_231_000);
    const headers = createWebhookSigner({
      secrets: [secret],
      privateKeys: [],
    })({ id: 'evt_2', timestampSeconds: 1_674_087_231, body: BODY });
    expect(headers['webhook-signature']).toBe(new Webhook(secret).sign('evt_2', at, BODY));
  });

  it('has a secret of 32 bytes, within the 24 to 64 of the specification', () => {
    expect(newWebhookSecret()).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(newWebhookSecret()).not.toBe(newWebhookSecret());
  });
});

describe('v1a', () => {
  /** The example of the specification's headers, with the key and body of the Svix server's test of it. */
  const EXAMPLE = {
    id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    timestampSeconds: 1_614_265_330,
    body: '{"test": 2432232314}',
    privateKey:
      'whsk_6Xb/dCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbfVKIDij2HKpMKkioLlX0dRqSKJp4AJ6p9lMicMFs6Kvg==',
    signature: 'v1a,hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/enGzPCXe5BdqzCInXqYXFymVJaA7AZdpXwVLPo3mNl8EM+m7TBAg==',
  };

  it('is the example of the specification', () => {
    const { privateKey, signature, ...webhook } = EXAMPLE;
    const headers = createWebhookSigner({ secrets: [], privateKeys: [privateKey] })(webhook);
    expect(headers).toEqual({
      'webhook-id': EXAMPLE.id,
      'webhook-timestamp': '1614265330',
      'webhook-signature': signature,
    });
  });

  it('is verified with the public key of a new pair', () => {
    const { privateKey, publicKey } = newWebhookKeyPair();
    const headers = createWebhookSigner({
      secrets: [],
      privateKeys: [privateKey],
    })({ id: 'evt_3', timestampSeconds: 1, body: BODY });
    const [scheme, signature = ''] = headers['webhook-signature'].split(',');
    const key = createPublicKey({
      format: 'jwk',
      key: {
        kty: 'OKP',
        crv: 'Ed25519',
        x: Buffer.from(publicKey.slice('whpk_'.length), 'base64').toString('base64url'),
      },
    });
    const isValid = (text: string) => verify(null, Buffer.from(text), key, Buffer.from(signature, 'base64'));
    expect(scheme).toBe('v1a');
    expect(isValid(`evt_3.1.${BODY}`)).toBe(true);
    expect(isValid(`evt_3.2.${BODY}`)).toBe(false);
  });

  it('comes after v1, for each key, separated by spaces', () => {
    const { 'webhook-signature': signatures } = createWebhookSigner({
      secrets: [newWebhookSecret(), newWebhookSecret()],
      privateKeys: [EXAMPLE.privateKey, newWebhookKeyPair().privateKey],
    })({ id: 'evt_4', timestampSeconds: 1, body: '' });
    expect(signatures.split(' ').map((signature) => signature.split(',')[0])).toEqual([
      'v1',
      'v1',
      'v1a',
      'v1a',
    ]);
  });
});
