/** Returns a unique key: by `randomUUID` if available; browsers provide it in secure contexts only. */
export function makeIdempotencyKey(): string {
  if (typeof crypto.randomUUID === 'function') return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Checks a key before anything is stored or sent. @throws RangeError */
export function requireIdempotencyKey(key: string): string {
  if (!/^[ -~]{1,255}$/.test(key))
    throw new RangeError('An Idempotency-Key is 1 to 255 printable ASCII characters.');
  // Spaces at the ends of a header are lost, so the key would be another one.
  if (key !== key.trim()) throw new RangeError('An Idempotency-Key does not begin or end with a space.');
  return key;
}
