import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { beginAll } from '../support/saving.ts';
import { endAll } from '../support/waiting-work.ts';
import { bodyOf, createTestApi, minutesAgo } from './api-harness.ts';

const api = await createTestApi();
afterAll(() => api.stop());

let counter = 0;
let id: string;
let path: string;
beforeEach(() => {
  id = `ath-${++counter}`;
  path = `/v1/athletes/${id}`;
});

const full = {
  timeZone: 'Europe/Paris',
  sex: 'female',
  birthDate: '1990-05-17',
  weightKg: 61.5,
  heightCm: 170,
  restingHeartRate: 52,
  maxHeartRate: 188,
  ftpWatts: 210,
  vo2Max: 48,
  units: 'imperial',
  displayName: 'Zoë',
  leaderboardVisibility: 'private',
};

/** Saves one workout a day of these, and lets each count as processed. */
async function saveOn(dates: string[], over: object = {}): Promise<Map<string, string>> {
  const ids = new Map<string, string>();
  for (const date of dates) {
    const saved = await bodyOf(
      api.save({ athleteId: id, startedAt: `${date}T12:00:00Z`, timeZone: null, ...over }),
    );
    ids.set(saved.id, date);
  }
  await settle();
  return ids;
}

async function settle(): Promise<void> {
  await beginAll(api.pool);
  await endAll(api.pool);
}

/** The days of the workouts that now wait for a further run. */
async function requeued(ids: Map<string, string>): Promise<string[]> {
  const { rows } = await api.pool.query(
    `select workout_id, priority from workouts where status = 'accepted' and workflow_id is null`,
  );
  expect(rows.every((row) => row.priority === 'bulk')).toBe(true);
  return rows.map((row) => ids.get(row.workout_id)!).sort();
}

describe('PUT /v1/athletes/{athleteId}', () => {
  it('is a 201 for a new athlete and a 200 afterwards, with what is known', async () => {
    const created = await api.put(path, full);
    expect(created.status).toBe(201);
    expect(await bodyOf(created)).toEqual({ athleteId: id, ...full });
    expect((await api.put(path, full)).status).toBe(200);
    expect(await bodyOf(api.get(path))).toEqual({ athleteId: id, ...full });
  });

  it('replaces: what is absent is cleared, but the weights stay', async () => {
    await api.put(path, full);
    expect(await bodyOf(api.put(path, { timeZone: 'UTC' }))).toEqual({
      athleteId: id,
      timeZone: 'UTC',
      sex: null,
      birthDate: null,
      weightKg: 61.5,
      heightCm: null,
      restingHeartRate: null,
      maxHeartRate: null,
      ftpWatts: null,
      vo2Max: null,
      units: 'metric',
      displayName: null,
      leaderboardVisibility: 'public',
    });
  });

  it('is a 200 for an athlete that a save has made', async () => {
    await api.save({ athleteId: id, startedAt: minutesAgo(counter) });
    expect(await bodyOf(api.get(path))).toMatchObject({ timeZone: 'UTC', weightKg: null });
    expect((await api.put(path, full)).status).toBe(200);
  });

  it.each(['a b', 'a@b', 'a'.repeat(65), 'ä'])(
    'refuses the malformed id %j with a 422',
    async (malformed) => {
      const response = await api.put(`/v1/athletes/${encodeURIComponent(malformed)}`, full);
      expect(response.status).toBe(422);
      expect(await bodyOf(response)).toMatchObject({ type: '/problems/validation-error' });
    },
  );

  it.each([
    [{ timeZone: undefined }, '/timeZone'],
    [{ timeZone: 'Paris' }, '/timeZone'],
    [{ sex: 'x' }, '/sex'],
    [{ birthDate: '2001-02-29' }, '/birthDate'],
    [{ birthDate: '1850-01-01' }, '/birthDate'],
    [{ birthDate: new Date(Date.now() + 3 * 86_400_000).toISOString().slice(0, 10) }, '/birthDate'],
    [{ weightKg: 0 }, '/weightKg'],
    [{ heightCm: 1.7 }, '/heightCm'],
    [{ restingHeartRate: 188 }, '/restingHeartRate'],
    [{ vo2Max: -1 }, '/vo2Max'],
    [{ units: 'miles' }, '/units'],
    [{ displayName: 'x'.repeat(101) }, '/displayName'],
    [{ leaderboardVisibility: 'friends' }, '/leaderboardVisibility'],
    [{ athleteId: 'other' }, '/athleteId'],
  ])('refuses %o at %s', async (over, pointer) => {
    const response = await api.put(path, { ...full, ...over });
    expect(response.status).toBe(422);
    expect((await bodyOf(response)).errors[0].pointer).toBe(pointer);
    expect((await api.get(path)).status).toBe(404);
  });

  it('sends all live workouts through the steps once more when the body changes', async () => {
    const ids = await saveOn(['2026-11-01', '2026-11-02']);
    await api.put(path, { timeZone: 'UTC', sex: 'female' });
    expect(await requeued(ids)).toEqual(['2026-11-01', '2026-11-02']);
  });

  it('sends those that follow the athlete when the time zone changes', async () => {
    const own = await saveOn(['2026-11-01']);
    const fixed = await saveOn(['2026-11-02'], { timeZone: 'Asia/Tokyo' });
    await api.put(path, { timeZone: 'Europe/Paris' });
    expect(await requeued(new Map([...own, ...fixed]))).toEqual(['2026-11-01']);
  });

  it('sends none when nothing that matters has changed', async () => {
    await api.put(path, full);
    const ids = await saveOn(['2026-11-01']);
    await api.put(path, { ...full, displayName: 'Zoé', ftpWatts: 250 });
    expect(await requeued(ids)).toEqual([]);
  });

  it('hides an athlete from the boards in the same moment', async () => {
    await saveOn(['2026-11-01']);
    await api.pool.query(
      `insert into leaderboard_scores
       select athlete_uuid, 'all', '', app_id, athlete_id, true, 1, 10000, 3000, 500, 10
       from athletes where athlete_id = $1`,
      [id],
    );
    const ranked = async () =>
      (await bodyOf(api.get('/v1/leaderboards/distance'))).entries.map(
        (entry: { athleteId: string }) => entry.athleteId,
      );
    expect(await ranked()).toContain(id);
    await api.put(path, { timeZone: 'UTC', leaderboardVisibility: 'private' });
    expect(await ranked()).not.toContain(id);
    await api.put(path, { timeZone: 'UTC' });
    expect(await ranked()).toContain(id);
  });
});

describe('PUT /v1/athletes/{athleteId}/weights/{date}', () => {
  const weigh = (date: string, weightKg: unknown) => api.put(`${path}/weights/${date}`, { weightKg });

  it('enters a weight; the newest one is shown', async () => {
    await api.put(path, { timeZone: 'UTC' });
    const response = await weigh('2026-03-01', 70);
    expect(response.status).toBe(200);
    expect(await bodyOf(response)).toEqual({ athleteId: id, date: '2026-03-01', weightKg: 70 });
    await weigh('2026-01-01', 75);
    expect(await bodyOf(api.get(path))).toMatchObject({ weightKg: 70 });
  });

  it('sends through the steps only the workouts that read this entry', async () => {
    const days = ['2026-01-05', '2026-01-10', '2026-01-15', '2026-01-20'];
    const ids = await saveOn(days);
    // The first entry of all stands in for the unknown weights before it.
    await weigh('2026-01-15', 70);
    expect(await requeued(ids)).toEqual(days);
    await settle();
    // Now the earliest: it counts for what came before, up to the next entry.
    await weigh('2026-01-10', 72);
    expect(await requeued(ids)).toEqual(['2026-01-05', '2026-01-10']);
    await settle();
    await weigh('2026-01-20', 69);
    expect(await requeued(ids)).toEqual(['2026-01-20']);
    await settle();
    await weigh('2026-01-20', 69);
    expect(await requeued(ids)).toEqual([]);
  });

  it('is a 404 for an unknown athlete and a 400 for no date', async () => {
    expect((await weigh('2026-01-01', 70)).status).toBe(404);
    await api.put(path, { timeZone: 'UTC' });
    for (const date of ['2026-02-30', '2026-1-1', 'today', '0000-01-01']) {
      expect((await weigh(date, 70)).status).toBe(400);
    }
    expect((await weigh('2026-01-01', null)).status).toBe(422);
  });
});

describe('what an athlete has come to', () => {
  it('reads achievements and records as they are stored, with their titles', async () => {
    const [workoutId] = (await saveOn(['2026-11-01'])).keys();
    const of = `(select athlete_uuid from athletes where athlete_id = '${id}')`;
    await api.pool.query(
      `insert into awards values
         (${of}, 'workouts-1', '', 1, $1, '2026-11-01T13:00:00Z'),
         (${of}, 'not-known-to-this-version', '2026-11', null, $1, '2026-11-02T13:00:00Z')`,
      [workoutId],
    );
    await api.pool.query(`insert into achievement_progress values (${of}, 'workouts-10', 1, 10)`);
    await api.pool.query(
      `insert into records values
         (${of}, 'run', 'best_effort', 10000, 2712, 's', $1, '2026-11-01T13:00:00Z', null),
         (${of}, 'run', 'longest_distance', 0, 10020, 'm', $1, '2026-11-01T13:00:00Z', 9000)`,
      [workoutId],
    );
    expect(await bodyOf(api.get(`${path}/achievements`))).toEqual({
      earned: [
        {
          achievementId: 'workouts-1',
          title: 'First workout',
          icon: 'star',
          tier: 1,
          workoutId,
          earnedAt: '2026-11-01T13:00:00.000Z',
        },
        {
          achievementId: 'not-known-to-this-version',
          title: 'not-known-to-this-version',
          icon: 'star',
          periodKey: '2026-11',
          workoutId,
          earnedAt: '2026-11-02T13:00:00.000Z',
        },
      ],
      progress: [
        { achievementId: 'workouts-10', title: expect.any(String), icon: 'star', value: 1, target: 10 },
        // November is over, so those of the current month begin at 0.
        ...[
          ['monthly-run-100-km', 100],
          ['monthly-ride-400-km', 400],
          ['monthly-active-days-20', 20],
        ].map(([achievementId, target]) => ({
          achievementId,
          title: expect.any(String),
          icon: 'calendar',
          value: 0,
          target,
        })),
      ],
    });
    expect(await bodyOf(api.get(`${path}/records`))).toEqual({
      records: [
        {
          sport: 'run',
          kind: 'best_effort',
          distanceMeters: 10000,
          value: 2712,
          unit: 's',
          workoutId,
          achievedAt: '2026-11-01T13:00:00.000Z',
        },
        {
          sport: 'run',
          kind: 'longest_distance',
          value: 10020,
          unit: 'm',
          workoutId,
          achievedAt: '2026-11-01T13:00:00.000Z',
          previousValue: 9000,
        },
      ],
    });
  });
});
