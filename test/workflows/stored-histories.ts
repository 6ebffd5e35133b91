import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { WorkflowHandle } from '@temporalio/client';

type History = Awaited<ReturnType<WorkflowHandle['fetchHistory']>>;

const folder = fileURLToPath(new URL('../histories/', import.meta.url));

/** An execution's history as it is kept in git: an event a line, bytes as the text that they are. */
export interface StoredHistory {
  workflowId: string;
  events: StoredEvent[];
}

export interface StoredEvent {
  eventId: number;
  workflowExecutionStartedEventAttributes?: { workflowType: { name: string } };
  activityTaskScheduledEventAttributes?: { activityType: { name: string } };
}

export const listStoredHistories = (): string[] =>
  readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .map((file) => file.slice(0, -'.json'.length))
    .toSorted();

export const textOf = (name: string): string => readFileSync(`${folder}${name}.json`, 'utf8');

export const readStoredHistory = (name: string): StoredHistory => JSON.parse(textOf(name)) as StoredHistory;

/** As the SDK has it. Its own conversion from JSON needs one protobufjs for all of its packages, and npm installs three. */
export const toHistory = ({ events }: StoredHistory): History => withBytes({ events }) as History;

export function storeHistory(name: string, workflowId: string, { events }: History): void {
  const lines = events!.map((event) => JSON.stringify(toPlain(event))).join(',\n');
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${folder}${name}.json`, `{"workflowId":"${workflowId}","events":[\n${lines}\n]}\n`);
}

/** What says where and by which build the execution ran; no replay reads it. */
const OF_THE_MACHINE = new Set([
  'identity',
  'requestId',
  'stackTrace',
  'workerVersion',
  'binaryChecksum',
  'meteringMetadata',
]);

function toPlain(value: unknown): unknown {
  if (value instanceof Uint8Array) return `utf8:${new TextDecoder('utf-8', { fatal: true }).decode(value)}`;
  if (Array.isArray(value)) return value.map(toPlain);
  if (typeof value !== 'object' || value === null) return value;
  // A 64-bit integer of the protocol.
  if ('toNumber' in value && typeof value.toNumber === 'function') return value.toNumber() as number;
  // The queue of one worker's cache, which is named after its process.
  if ('normalName' in value && value.normalName) return { name: value.normalName };
  const entries = Object.entries(value).filter(([key, inner]) => !OF_THE_MACHINE.has(key) && !isEmpty(inner));
  return Object.fromEntries(entries.map(([key, inner]) => [key, toPlain(inner)]));
}

const isEmpty = (value: unknown): boolean => value === null || (Array.isArray(value) && value.length === 0);

function withBytes(value: unknown): unknown {
  if (typeof value === 'string')
    return value.startsWith('utf8:') ? Buffer.from(value.slice('utf8:'.length)) : value;
  if (Array.isArray(value)) return value.map(withBytes);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withBytes(inner)]));
}
