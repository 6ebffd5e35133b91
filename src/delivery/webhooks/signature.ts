import {
  createHmac,
  createPrivateKey,
  createSecretKey,
  generateKeyPairSync,
  randomBytes,
  sign,
} from 'node:crypto';

/** `ed25519` keys of an endpoint. Receivers get the public key only. */
export interface WebhookKeyPair {
  /** `whsk_` + base64 of the 32-byte seed followed by the 32-byte public key */
  privateKey: string;
  /** `whpk_` + base64 of the 32-byte public key */
  publicKey: string;
}

export interface WebhookKeys {
  /** `whsec_…`: the current secret, and the previous one during a rotation */
  secrets: readonly string[];
  /** `whsk_…` */
  privateKeys: readonly string[];
}

export interface WebhookToSign {
  /** The same in each attempt. It holds no full stop: the signed text is separated by them. */
  id: string;
  /** Time of the attempt, in seconds since 1970 */
  timestampSeconds: number;
  /** The body exactly as it is sent */
  body: string;
}

const SEED_BYTES = 32;

/** Returns a new secret: `whsec_` + base64 of 32 random bytes. */
export const newWebhookSecret = (): string => `whsec_${randomBytes(32).toString('base64')}`;

export function newWebhookKeyPair(): WebhookKeyPair {
  const { d = '', x = '' } = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
  const seed = Buffer.from(d, 'base64url');
  const publicKey = Buffer.from(x, 'base64url');
  return {
    privateKey: `whsk_${Buffer.concat([seed, publicKey]).toString('base64')}`,
    publicKey: `whpk_${publicKey.toString('base64')}`,
  };
}

/**
 * Returns a function that returns the headers of an attempt after Standard Webhooks 1.0.0: a `v1` signature
 * (HMAC-SHA256) for each secret and a `v1a` signature (ed25519) for each private key. It parses the keys once, since
 * that takes longer than a signature.
 */
export function createWebhookSigner({ secrets, privateKeys }: WebhookKeys) {
  const hmacKeys = secrets.map((secret) => createSecretKey(bytesOf(secret)));
  const signKeys = privateKeys.map(parsePrivateKey);
  return ({ id, timestampSeconds, body }: WebhookToSign) => {
    const signed = Buffer.from(`${id}.${timestampSeconds}.${body}`);
    const signatures = [
      ...hmacKeys.map((key) => `v1,${createHmac('sha256', key).update(signed).digest('base64')}`),
      ...signKeys.map((key) => `v1a,${sign(null, signed, key).toString('base64')}`),
    ];
    return {
      'webhook-id': id,
      'webhook-timestamp': String(timestampSeconds),
      'webhook-signature': signatures.join(' '),
    };
  };
}

/** Decodes a serialized key: a prefix, `_`, base64. */
const bytesOf = (key: string): Buffer => Buffer.from(key.slice(key.indexOf('_') + 1), 'base64');

function parsePrivateKey(key: string) {
  const bytes = bytesOf(key);
  const d = bytes.subarray(0, SEED_BYTES).toString('base64url');
  const x = bytes.subarray(SEED_BYTES).toString('base64url');
  return createPrivateKey({ format: 'jwk', key: { kty: 'OKP', crv: 'Ed25519', d, x } });
}
