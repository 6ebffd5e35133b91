import { publicEventId } from '../../src/db/events/event-key.ts';
import type { Examples } from '../../src/api/contract/examples.ts';

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
const INSTANT = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g;
/** Secrets of tokens, and signatures of links. */
const SECRET = /(?<=(token": "|ticket=|signature": "))[\w-]{43}/g;
const PUBLIC_EVENT_ID = /evt_[\w-]{32}/g;
/** Of webhook endpoints. */
const WEBHOOK_KEY = /(?<=wh(sec|pk)_)[\w+/]{43}=/g;
const RECEIVER = /http:\/\/127\.0\.0\.1:\d+(?=\/hooks)/g;
const EVENT_ID = /\b1\d{14}\b/g;
const CURSOR = /(?<="(nextCursor|after)": ")[^"]+/g;
const DAY_MS = 86_400_000;

/** Replaces what differs from run to run, so that a new recording differs only where the contract does. */
export function normalize(examples: Examples, now: number): Examples {
  const numbered = new Map<string, string>();
  const numberOf = (value: string, make: (number: number) => string): string => {
    if (!numbered.has(value)) numbered.set(value, make(numbered.size + 1));
    return numbered.get(value)!;
  };
  const uuidOf = (number: number) => `01980000-0000-7000-8000-${String(number).padStart(12, '0')}`;
  const text = JSON.stringify(examples, null, 1)
    .replace(UUID, (uuid) => numberOf(uuid, uuidOf))
    .replace(PUBLIC_EVENT_ID, (id) =>
      numberOf(id, (number) =>
        publicEventId({ source: uuidOf(number), eventId: 176_000_000_000_000 + number }),
      ),
    )
    .replace(RECEIVER, 'https://example.com')
    .replace(WEBHOOK_KEY, '2Xo0Xa9cq7KM1F1i0OqTCLYMPzSmgB2L3v0Lr1MmE3E=')
    .replace(EVENT_ID, (id) => numberOf(id, (number) => String(176_000_000_000_000 + number)))
    .replace(INSTANT, (instant) =>
      Math.abs(Date.parse(instant) - now) < DAY_MS ? '2025-12-01T08:00:00.000Z' : instant,
    )
    .replace(SECRET, 'kP3vXw0aN9sLq2ZtYb7cRd4fHg6jMe8uTi1oBn5xVrA')
    .replace(CURSOR, 'WyIyMDI1LTExLTIwIl0');
  return JSON.parse(text) as Examples;
}

/** Lists every place of a value: the keys of its objects, with all items of an array taken as one. */
export function listPlaces(value: unknown, place = '', found = new Set<string>()): Set<string> {
  if (typeof value !== 'object' || value === null) return found;
  for (const [key, inner] of Object.entries(value)) {
    const name = Array.isArray(value) ? `${place}[]` : `${place}/${key}`;
    found.add(name);
    listPlaces(inner, name, found);
  }
  return found;
}
