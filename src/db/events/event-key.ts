/** Identifies an event in the whole service. A source is an athlete's UUID, or the app's for an event of the app itself. */
export interface EventKey {
  source: string;
  eventId: number;
}

const PREFIX = 'evt_';
const UUID_BYTES = 16;
const KEY_BYTES = UUID_BYTES + 8;

/** Returns the id that apps see: the same in each delivery, in `GET /v1/events` and in the list of attempts. */
export function publicEventId({ source, eventId }: EventKey): string {
  const bytes = Buffer.alloc(KEY_BYTES);
  bytes.write(source.replaceAll('-', ''), 'hex');
  bytes.writeBigUInt64BE(BigInt(eventId), UUID_BYTES);
  return PREFIX + bytes.toString('base64url');
}

/** Parses the id of an event that apps see; undefined if it is invalid. */
export function parsePublicEventId(text: string): EventKey | undefined {
  if (!/^evt_[A-Za-z0-9_-]{32}$/.test(text)) return undefined;
  const bytes = Buffer.from(text.slice(PREFIX.length), 'base64url');
  const hex = bytes.toString('hex', 0, UUID_BYTES);
  const eventId = Number(bytes.readBigUInt64BE(UUID_BYTES));
  if (!Number.isSafeInteger(eventId)) return undefined;
  return { source: hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-'), eventId };
}
