import { expect } from 'vitest';
import { createAfterburnClient, type ClientOptions, type Fetch } from '../../packages/client/src/index.ts';
import { createTestApi, minutesAgo } from '../api/api-harness.ts';
import { aRun } from '../support/workouts.ts';
import { createQuickClock } from './quick-clock.ts';

export type ClientHarness = Awaited<ReturnType<typeof createClientHarness>>;

/** The real app over a database of its own, and clients that reach it without a socket. */
export async function createClientHarness(overrides: Parameters<typeof createTestApi>[0] = {}) {
  const api = await createTestApi(overrides);
  const called: string[] = [];
  const departures: unknown[] = [];
  /** Each answer is held against the OpenAPI document on its way. */
  const fetch: Fetch = async (path, { method = 'GET', headers, body }) => {
    called.push(`${method} ${path.split('?')[0]}`);
    const call = {
      method,
      path,
      key: null,
      headers: Object.fromEntries(new Headers(headers)),
      ...(body == null ? {} : { body: body as string }),
    };
    return api.call(call).catch((error: unknown) => {
      // To the client it is one more failed try, so somebody has to remember it.
      departures.push(error);
      throw error;
    });
  };
  const clientOf = (options: Partial<ClientOptions> = {}) =>
    createAfterburnClient({
      baseUrl: '',
      apiKey: api.apiKey,
      fetch,
      clock: createQuickClock(20),
      ...options,
    } as ClientOptions);
  let minutes = 0;
  return {
    api,
    fetch,
    /** What was called, in order. */
    called,
    clientOf,
    /** A workout that nobody has saved yet. */
    aNewRun: (over: Partial<ReturnType<typeof aRun>> = {}) =>
      aRun({ startedAt: minutesAgo(100 + ++minutes), ...over }),
    /** How many workouts there are, of one athlete or of all. */
    async countWorkouts(athleteId?: string): Promise<number> {
      const { rows } = await api.pool.query<{ count: number }>(
        `select count(*)::int as count
         from workouts w
         join athletes a on a.athlete_uuid = w.athlete_uuid
         where w.app_id = $1::uuid and ($2::text is null or a.athlete_id = $2::text)`,
        [api.appId, athleteId ?? null],
      );
      return rows[0]!.count;
    },
    async stop() {
      await api.stop();
      expect(departures).toEqual([]);
    },
  };
}
