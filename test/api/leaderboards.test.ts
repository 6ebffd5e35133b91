import { afterAll, describe, expect, it } from 'vitest';
import { LEADERBOARDS } from '../../src/domain/leaderboards.ts';
import { bodyOf, createTestApi } from './api-harness.ts';

/** Many ties, so that pages begin and end inside of them. */
const scores = Array.from({ length: 57 }, (_, i) => ({
  athleteId: `ath-${String((i * 37) % 57).padStart(2, '0')}`,
  score: 100 + (i % 7) * 10,
}));

const api = await createTestApi();
await api.pool.query(
  `insert into athletes (athlete_uuid, app_id, athlete_id, display_name)
   select gen_random_uuid(), $1::uuid, id, case when id = 'ath-00' then 'Łucja' end
   from unnest($2::text[]) as ids (id)`,
  [api.appId, scores.map(({ athleteId }) => athleteId)],
);
await insertScores('all', '', scores);
afterAll(() => api.stop());

async function insertScores(
  period: string,
  sport: string,
  entries: { athleteId: string; score: number }[],
  { visible = true, appId = api.appId } = {},
): Promise<void> {
  await api.pool.query(
    `insert into leaderboard_scores
     select a.athlete_uuid, $2, $3, a.app_id, a.athlete_id, $6, 1, s.score, s.score, s.score, s.score, s.score
     from unnest($4::text[], $5::float8[]) as s (athlete_id, score)
     join athletes a on a.athlete_id = s.athlete_id and a.app_id = $1`,
    [appId, period, sport, entries.map((e) => e.athleteId), entries.map((e) => e.score), visible],
  );
}

interface Score {
  athleteId: string;
  score: number;
}

/**
 * Standard competition ranking: ties share a rank and the next one is skipped (101, 100, 100, 99 → 1, 2, 2, 4).
 * Inside a tie by athleteId, compared by code unit as PostgreSQL's "C" collation does for these ids.
 */
function rankScores(entries: readonly Score[], order: 'asc' | 'desc'): (Score & { rank: number })[] {
  const sorted = entries.toSorted(
    (a, b) =>
      (order === 'desc' ? b.score - a.score : a.score - b.score) || (a.athleteId < b.athleteId ? -1 : 1),
  );
  return sorted.map((entry) => ({
    ...entry,
    rank: 1 + sorted.findIndex(({ score }) => score === entry.score),
  }));
}

const read = (query = '') => bodyOf(api.get(`/v1/leaderboards/distance${query}`));
const bare = (entries: { rank: number; athleteId: string; score: number }[]) =>
  entries.map(({ rank, athleteId, score }) => ({ rank, athleteId, score }));

async function readPages(board: string, query: string, athletes: number) {
  const pages = await api.pages(`/v1/leaderboards/${board}?${query}`);
  for (const { total } of pages) expect(total).toBe(athletes);
  return pages.map(({ entries }) => entries);
}

describe('GET /v1/leaderboards', () => {
  it('lists every board with its unit, sports and periods', async () => {
    const { boards } = await bodyOf(api.get('/v1/leaderboards'));
    expect(boards.map(({ board }: { board: string }) => board)).toEqual(
      LEADERBOARDS.map(({ board }) => board),
    );
    expect(boards[0]).toMatchObject({
      board: 'distance',
      unit: 'm',
      periods: ['week', 'month', 'year', 'all'],
    });
  });
});

describe('GET /v1/leaderboards/{board}', () => {
  it.each([1, 2, 3, 10, 56, 57, 200])('ranks alike in pages of %i: ties share a rank', async (limit) => {
    const pages = await readPages('distance', `limit=${limit}`, scores.length);
    expect(bare(pages.flat())).toEqual(rankScores(scores, 'desc'));
  });

  it('ranks the fastest first where less is better', async () => {
    await insertScores('all', 'run', scores);
    const pages = await readPages('fastest-5k', 'limit=4', scores.length);
    expect(bare(pages.flat())).toEqual(rankScores(scores, 'asc'));
  });

  it.each([1, 2, 5, 8, 50])(
    'shows %i around an athlete, with the ranks of the whole board',
    async (limit) => {
      const whole = rankScores(scores, 'desc');
      for (const index of [0, 1, 20, 55, 56]) {
        const { athleteId } = whole[index]!;
        const { entries, total, nextCursor } = await read(`?around=${athleteId}&limit=${limit}`);
        const first = Math.max(0, index - Math.floor((limit - 1) / 2));
        expect(bare(entries)).toEqual(whole.slice(first, first + limit));
        expect(total).toBe(57);
        expect(nextCursor !== undefined).toBe(first + limit < 57);
      }
    },
  );

  it('has nothing around one who is not on it', async () => {
    expect(await read('?around=nobody')).toEqual({
      board: 'distance',
      period: 'all',
      entries: [],
      total: 57,
    });
    expect((await api.get('/v1/leaderboards/distance?around=a%20b')).status).toBe(400);
    expect((await api.get('/v1/leaderboards/distance?around=ath-00&cursor=x')).status).toBe(400);
  });

  it('shows names where they are known', async () => {
    const { entries } = await read('?around=ath-00&limit=1');
    expect(entries).toEqual([expect.objectContaining({ athleteId: 'ath-00', displayName: 'Łucja' })]);
  });

  it('has nobody who is private, in no entry, total or rank, and nobody without a score', async () => {
    const four = [
      { athleteId: 'ath-01', score: 101 },
      { athleteId: 'ath-02', score: 100 },
      { athleteId: 'ath-03', score: 100 },
      { athleteId: 'ath-04', score: 99 },
    ];
    await insertScores('2026', '', four);
    await insertScores('2026', '', [{ athleteId: 'ath-05', score: 500 }], { visible: false });
    await insertScores('2026', '', [{ athleteId: 'ath-06', score: 0 }]);
    const { entries, total } = await read('?period=2026');
    expect(total).toBe(4);
    expect(entries.map((entry: { rank: number }) => entry.rank)).toEqual([1, 2, 2, 4]);
    expect(await read('?period=2026&around=ath-05')).toMatchObject({ entries: [], total: 4 });
  });

  it('keeps periods and sports apart', async () => {
    await insertScores('2026-W47', 'ride', [{ athleteId: 'ath-07', score: 7 }]);
    expect(await read('?period=2026-W47&sport=ride')).toMatchObject({ total: 1, period: '2026-W47' });
    expect(await read('?period=2026-W47&sport=swim')).toMatchObject({ total: 0, entries: [] });
    expect(await read('?period=2026-W47')).toMatchObject({ total: 0 });
  });

  it('keeps apps apart', async () => {
    const other = await api.addApp('other-boards');
    expect(await bodyOf(api.get('/v1/leaderboards/distance', { key: other.key }))).toMatchObject({
      total: 0,
    });
  });

  it.each(['2026-W54', '2025-W53', '2026-13', '26', 'ALL', '2026-W1', ''])(
    'refuses the period %j',
    async (period) => {
      expect((await api.get(`/v1/leaderboards/distance?period=${period}`)).status).toBe(400);
    },
  );

  it('refuses a sport that is none, or none of this board', async () => {
    expect((await api.get('/v1/leaderboards/distance?sport=golf')).status).toBe(400);
    expect((await api.get('/v1/leaderboards/fastest-5k?sport=ride')).status).toBe(400);
    expect((await api.get('/v1/leaderboards/fastest-5k?sport=run')).status).toBe(200);
  });

  it('is a 404 for a board that there is not', async () => {
    expect((await api.get('/v1/leaderboards/strength')).status).toBe(404);
  });
});

describe('a board whose scores change while it is paged through', () => {
  const entries = Array.from({ length: 120 }, (_, i) => ({
    athleteId: `${i % 3 === 0 ? 'mover' : 'stayer'}-${String((i * 37) % 120).padStart(3, '0')}`,
    score: 100 + (i % 20) * 10,
  }));
  const stayers = entries.map(({ athleteId }) => athleteId).filter((id) => id.startsWith('stayer'));

  /** Moves one after the other up and down, to the very top and to the very bottom too, until it is stopped. */
  async function keepMoving(period: string, ended: AbortSignal): Promise<number> {
    let moves = 0;
    while (!ended.aborted) {
      await api.pool.query(
        `update leaderboard_scores
         set distance_meters = (array[1, 100 + 10 * floor(random() * 20), 1000 + floor(random() * 1000)])[1 + floor(random() * 3)]
         where period = $1 and athlete_id = $2`,
        [period, entries[3 * (moves % 40)]!.athleteId],
      );
      moves += 1;
    }
    return moves;
  }

  /** The first page's ranks follow from its scores alone; the others' from where the second tie on it begins. */
  function expectRanksOf(page: Awaited<ReturnType<typeof readPages>>[number], isFirst: boolean): void {
    const ranked = rankScores(page, 'desc');
    expect(bare(page).map(({ athleteId }) => athleteId)).toEqual(ranked.map(({ athleteId }) => athleteId));
    const second = ranked.findIndex(({ rank }) => rank > 1);
    const offset = second < 0 ? 0 : page[second].rank - ranked[second]!.rank;
    for (const [index, { rank }] of ranked.entries()) {
      if (isFirst) expect(page[index].rank).toBe(rank);
      else if (rank > 1) expect(page[index].rank).toBe(rank + offset);
      else expect(page[index].rank).toBe(page[0].rank);
    }
    // The first tie of a page may have begun before it.
    if (!isFirst && second > 0) expect(page[second].rank - page[0].rank).toBeGreaterThanOrEqual(second);
  }

  it('skips and repeats nobody who stays, with the ranks of one moment', async () => {
    const period = '2026-09';
    await api.pool.query(
      `insert into athletes (athlete_uuid, app_id, athlete_id)
       select gen_random_uuid(), $1::uuid, id from unnest($2::text[]) as ids (id)
       on conflict do nothing`,
      [api.appId, entries.map(({ athleteId }) => athleteId)],
    );
    await insertScores(period, '', entries);
    const reading = new AbortController();
    const writers = Array.from({ length: 4 }, () => keepMoving(period, reading.signal));
    try {
      for (let walk = 0; walk < 15; walk += 1) {
        const pages = await readPages('distance', `period=${period}&limit=7`, entries.length);
        pages.forEach((page, index) => expectRanksOf(page, index === 0));
        const seen = pages.flat().map(({ athleteId }) => athleteId as string);
        expect(seen.filter((id) => id.startsWith('stayer')).sort()).toEqual(stayers.toSorted());
      }
    } finally {
      reading.abort();
    }
    for (const moves of await Promise.all(writers)) expect(moves).toBeGreaterThan(15);
  });
});
