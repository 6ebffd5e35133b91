import { hash } from 'node:crypto';
import { canonicalContent } from '../../domain/fingerprint.ts';
import type { WorkoutSubmission } from '../../domain/workout.ts';

/** A save, identified by its idempotency key within its scope, or by its content. */
interface Keyed {
  submission: WorkoutSubmission;
  idempotencyKey: string | null;
  athleteUuid?: string | null;
}

/** Returns the first half of a SHA-256 as a UUID: shorter to store and to index than the text. */
const toUuid = (text: string): string => {
  const hex = hash('sha256', text, 'hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`;
};

/** Returns the stored form of an idempotency key. Its scope is an app, or an athlete for saves with a token. */
export const explicitKey = (spaceId: string, key: string): string => toUuid(`${spaceId} key ${key}`);

/** Returns the unique key of a save: its idempotency key, or else its content. It never expires. */
export const acceptKeyOf = (appId: string, { submission, idempotencyKey, athleteUuid }: Keyed): string =>
  idempotencyKey === null
    ? toUuid(`${appId} content ${canonicalContent(submission)}`)
    : explicitKey(athleteUuid ?? appId, idempotencyKey);

/** Returns a hash of the content, to compare a repeated key's request with the first. */
export const contentHashOf = (submission: WorkoutSubmission): Buffer =>
  hash('sha256', canonicalContent(submission), 'buffer');
