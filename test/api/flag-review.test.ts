import { afterAll, expect, it } from 'vitest';
import type { WorkoutSubmission } from '../../src/domain/workout.ts';
import { backfillStored } from '../../src/ops/backfill.ts';
import { createStepRunner } from '../support/running-steps.ts';
import { verified } from '../support/verifying.ts';
import { bodyOf, createTestApi, minutesAgo } from './api-harness.ts';

const api = await createTestApi();
const steps = createStepRunner(api.pool);
afterAll(() => api.stop());

const TOO_FAST = { distanceMeters: 5000, durationSeconds: 700, movingSeconds: null } as const;
const CLEARED = { decision: 'clear', reason: 'Timed by the organizer.' };

let counter = 0;
async function saved(athleteId: string, over: Partial<WorkoutSubmission> = TOO_FAST): Promise<string> {
  const startedAt = minutesAgo(50_000 + 60 * ++counter);
  const { id, revision } = await bodyOf(api.save({ athleteId, startedAt, ...over }));
  await steps.process([{ workoutId: id, revision }]);
  return id;
}

const review = (id: string, json: unknown, headers: Record<string, string> = {}) =>
  api.call({ method: 'POST', path: `/v1/workouts/${id}/flag-review`, json, headers });
const read = (id: string) => bodyOf(api.get(`/v1/workouts/${id}`));
const process = async (response: Response): Promise<void> => {
  const { id, revision } = await bodyOf(response);
  await steps.process([{ workoutId: id, revision }]);
};
const athletesOf = async (board: string): Promise<string[]> =>
  (await bodyOf(api.get(`/v1/leaderboards/${board}`))).entries.map(
    (entry: { athleteId: string }) => entry.athleteId,
  );
const countsOf = async (athleteId: string) => {
  const { earned } = await bodyOf(api.get(`/v1/athletes/${athleteId}/achievements`));
  const { records } = await bodyOf(api.get(`/v1/athletes/${athleteId}/records`));
  return {
    isRanked: (await athletesOf('fastest-5k')).includes(athleteId),
    isAwarded: earned.length > 0,
    hasRecords: records.length > 0,
  };
};
const NOTHING = { isRanked: false, isAwarded: false, hasRecords: false };
const EVERYTHING = { isRanked: true, isAwarded: true, hasRecords: true };

it('shows a flagged workout with its reason, and counts it for nothing', async () => {
  const id = await saved('flagged');
  expect(await read(id)).toMatchObject({
    status: 'processed',
    flags: ['implausible-speed'],
    flagReasons: [
      {
        flag: 'implausible-speed',
        reason: '5 km in 11:40; the limit for a run of that distance is 12:06.',
      },
    ],
  });
  expect(await countsOf('flagged')).toEqual(NOTHING);
});

it('counts a cleared workout, and no longer when the flag is kept after all', async () => {
  const id = await saved('reviewed');
  const cleared = await review(id, CLEARED);
  expect(cleared.status).toBe(202);
  expect(await bodyOf(cleared.clone())).toMatchObject({ id, revision: 2, status: 'accepted' });
  await process(cleared);
  expect(await read(id)).toMatchObject({
    revision: 2,
    status: 'processed',
    flags: [],
    flagReasons: [],
    flagReview: { ...CLEARED, clearedFlags: ['implausible-speed'] },
  });
  expect(await countsOf('reviewed')).toEqual(EVERYTHING);

  await process(await review(id, { decision: 'keep', reason: 'The course was short.' }));
  expect(await read(id)).toMatchObject({
    revision: 3,
    flags: ['implausible-speed'],
    flagReview: { decision: 'keep', reason: 'The course was short.', clearedFlags: [] },
  });
  expect(await countsOf('reviewed')).toEqual(NOTHING);
});

it('raises the events of an edit', async () => {
  const id = await saved('notified');
  await process(await review(id, CLEARED));
  const { rows } = await api.pool.query(
    `select type, data ->> 'revision' as revision
     from events
     where athlete_uuid = (select athlete_uuid from athletes where athlete_id = 'notified')
       and type like 'workout.%'
     order by event_id`,
  );
  expect(rows).toEqual([
    { type: 'workout.accepted', revision: '1' },
    { type: 'workout.processed', revision: '1' },
    { type: 'workout.accepted', revision: '2' },
    { type: 'workout.processed', revision: '2' },
  ]);
});

it('changes nothing when it is repeated, with a key or without one', async () => {
  const id = await saved('repeated');
  const key = { 'Idempotency-Key': 'review-1' };
  const first = await bodyOf(review(id, CLEARED, key));
  expect(await bodyOf(review(id, CLEARED, key))).toEqual(first);
  expect(await bodyOf(review(id, CLEARED))).toEqual(first);
  await bodyOf(review(id, { ...CLEARED, decision: 'keep' }));
  expect(await bodyOf(review(id, CLEARED, key))).toEqual(first);
  expect(await read(id)).toMatchObject({ revision: 3, flags: ['implausible-speed'] });
  const other = await review(id, { ...CLEARED, reason: 'Another one.' }, key);
  expect(other.status).toBe(422);
  expect(await bodyOf(other)).toMatchObject({ type: '/problems/idempotency-key-reused' });
});

it('holds through an edit of the title, and ends with an edit of a checked fact', async () => {
  const id = await saved('edited');
  await process(await review(id, CLEARED));
  const patch = (json: unknown) =>
    api.call({ method: 'PATCH', path: `/v1/workouts/${id}`, json, headers: { 'If-Match': '*' } });
  await process(await patch({ title: 'A race' }));
  expect(await read(id)).toMatchObject({ title: 'A race', flags: [], flagReview: { decision: 'clear' } });
  await process(await patch({ distanceMeters: 5040 }));
  const after = await read(id);
  expect(after).toMatchObject({ flags: ['implausible-speed'] });
  expect(after).not.toHaveProperty('flagReview');
});

it.each<[unknown, string]>([
  [{ decision: 'ignore', reason: 'x' }, '/decision'],
  [{ decision: 'clear' }, '/reason'],
  [{ decision: 'clear', reason: '' }, '/reason'],
  [{ decision: 'clear', reason: 'x'.repeat(1001) }, '/reason'],
  [{ ...CLEARED, by: 'me' }, '/by'],
])('refuses %j at %s', async (json, pointer) => {
  const response = await review(await saved('refused'), json);
  expect(response.status).toBe(422);
  expect((await bodyOf(response)).errors[0].pointer).toBe(pointer);
});

it('answers 409 without a flag, 404 for what is not there, and 403 to an athlete', async () => {
  const plausible = await saved('plausible', {});
  const conflict = await review(plausible, CLEARED);
  expect(conflict.status).toBe(409);
  expect(await bodyOf(conflict)).toMatchObject({ type: '/problems/workout-not-flagged' });
  expect(await read(plausible)).toMatchObject({ revision: 1 });
  expect((await review('01900000-0000-7000-8000-000000000000', CLEARED)).status).toBe(404);
  const { token } = await bodyOf(api.call({ method: 'POST', path: '/v1/athletes/flagged/tokens', json: {} }));
  const own = await saved('flagged');
  expect((await review(own, CLEARED, { Authorization: `Bearer ${token}` })).status).toBe(403);
});

it('leaves nothing that verify would correct', async () => {
  expect(await verified(api.pool)).toMatchObject({ differences: [] });
});

it('follows a change of the limits, by a backfill', async () => {
  const id = await saved('earlier');
  await api.pool.query(`update workouts set flags = '{}' where workout_id = $1::uuid`, [id]);
  const { differences } = await verified(api.pool);
  expect(differences.map(({ table }) => table)).toContain('workouts.flags');
  expect(await backfillStored(api.pool, 'flags')).toEqual({ queued: 1 });
  await steps.process([{ workoutId: id, revision: 1 }]);
  expect(await read(id)).toMatchObject({ flags: ['implausible-speed'] });
  expect(await backfillStored(api.pool, 'flags')).toEqual({ queued: 0 });
});
