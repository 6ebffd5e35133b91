/** A name that nobody has used: `randomUUID` where it is there, which in browsers takes a secure context. */
export function makeIdempotencyKey(): string {
  if (typeof crypto.randomUUID === 'function') return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** @throws RangeError before anything is kept or sent under a key that no service would take */
export function requireIdempotencyKey(key: string): string {
  if (!/^[ -~]{1,255}$/.test(key))
    throw new RangeError('An Idempotency-Key is 1 to 255 printable ASCII characters.');
  // Spaces at the ends of a header do not arrive, so it would be another key there.
  if (key !== key.trim()) throw new RangeError('An Idempotency-Key does not begin or end with a space.');
  return key;
}
