import { Redis } from 'ioredis';
import { readLeaderboardAround } from '../src/db/leaderboards/leaderboard-reads.ts';
import { findLeaderboard } from '../src/domain/leaderboards.ts';
import { contender as afterburn } from './contenders/afterburn.ts';
import type { Bench, Findings, Measure } from './harness/measure.ts';
import { findRedis, startRedis } from './harness/redis.ts';
import { withContender, type RunningContender } from './harness/rounds.ts';
import { median, percentile, rounded } from './harness/statistics.ts';

const FEW = 1000;
const READS = 200;
const AROUND = 10;
/** Scores that one statement changes, like a batch. */
const CHANGED = 500;
const CHANGES = 20;

/** Measures a leaderboard of a million athletes: its top, the rank of an athlete, and the cost of writes. */
export const boards: Measure = {
  name: 'boards',
  async run(bench) {
    const many = bench.sizes?.[0] ?? (bench.quick ? 100_000 : 1_000_000);
    const read = await withContender(bench.stage, afterburn, (running) => measureBoard(bench, running, many));
    const redis = findRedis() === undefined ? undefined : await measureRedis(bench, many);
    return findingsOf(many, read, redis);
  },
};

interface Milliseconds {
  top: number[];
  around: number[];
}

interface BoardFigures extends Milliseconds {
  /** `around`, without HTTP. */
  query: number[];
  /** Before its total is cached. */
  firstRead: number;
  writes: { few: number[]; many: number[] };
}

async function measureBoard({ log }: Bench, running: RunningContender, many: number): Promise<BoardFigures> {
  const { pool, connections } = running;
  await insertBoard(running, { period: '2026', athletes: FEW, prefix: 'few' });
  await insertBoard(running, { period: 'all', athletes: many, prefix: 'many' });
  await pool.query('vacuum analyze leaderboard_scores');
  const get = (query: string) => getBoard(running, `period=all&${query}`);
  const firstRead = await timed(() => get('limit=100'));
  log(`boards: ${many} athletes, first read ${rounded(firstRead)} ms`);
  const athletes = await pickAthletes(running, 'many', READS);
  const { column, order } = findLeaderboard('distance')!;
  const figures: BoardFigures = {
    firstRead,
    top: await timeEach(athletes, () => get('limit=100')),
    around: await timeEach(athletes, ({ athleteId }) => get(`limit=${AROUND}&around=${athleteId}`)),
    query: await timeEach(athletes, ({ athleteId }) =>
      readLeaderboardAround(pool, {
        appId: connections.appId,
        board: { column, order },
        period: 'all',
        sport: '',
        athleteId,
        limit: AROUND,
        mostAbove: AROUND / 2,
      }),
    ),
    writes: { few: [], many: [] },
  };
  for (let turn = 0; turn < CHANGES; turn += 1)
    for (const [prefix, period] of [
      ['few', '2026'],
      ['many', 'all'],
    ] as const) {
      const picked = await pickAthletes(running, prefix, CHANGED);
      figures.writes[prefix].push(await timed(() => changeScores(running, uuidsOf(picked), period)));
    }
  return figures;
}

async function insertBoard(
  { pool, connections }: RunningContender,
  { period, athletes, prefix }: { period: string; athletes: number; prefix: string },
): Promise<void> {
  const chunk = 50_000;
  for (let first = 1; first <= athletes; first += chunk)
    await pool.query(
      `with athlete as (
         insert into athletes (athlete_uuid, app_id, athlete_id)
         select gen_random_uuid(), $1::uuid, $2::text || n
         from generate_series($3::int, $4::int) as n
         returning athlete_uuid, app_id, athlete_id
       )
       insert into leaderboard_scores (athlete_uuid, period, sport, app_id, athlete_id, visible, workouts,
         distance_meters, duration_seconds, energy_kcal, elevation_gain_meters)
       select athlete_uuid, $5::text, '', app_id, athlete_id, true, ceil(random() * 400),
         round((exp(random() * 4 + 10))::numeric, 1), exp(random() * 4 + 9), exp(random() * 4 + 8), exp(random() * 4 + 5)
       from athlete`,
      [connections.appId, prefix, first, Math.min(first + chunk - 1, athletes), period],
    );
}

interface Picked {
  athleteId: string;
  athleteUuid: string;
}

const uuidsOf = (picked: readonly Picked[]): string[] => picked.map(({ athleteUuid }) => athleteUuid);

/** Picks a random sample. Ids are numbered, so this is cheap. */
async function pickAthletes(
  { pool, connections }: RunningContender,
  prefix: string,
  count: number,
): Promise<Picked[]> {
  const { rows } = await pool.query<Picked>(
    `select athlete_id as "athleteId", athlete_uuid as "athleteUuid"
     from athletes
     where app_id = $1::uuid and athlete_id = any(
       array(
         select $2::text || ceil(random() * (select count(*) from leaderboard_scores where athlete_id like $2::text || '%'))
         from generate_series(1, $3::int)
       )
     )`,
    [connections.appId, prefix, count],
  );
  return rows;
}

/** Changes scores by their keys, as the product does. */
const changeScores = ({ pool }: RunningContender, athleteUuids: string[], period: string) =>
  pool.query(
    `update leaderboard_scores
     set distance_meters = distance_meters + 5000, workouts = workouts + 1, duration_seconds = duration_seconds + 1800,
       energy_kcal = energy_kcal + 400
     where athlete_uuid = any($1::uuid[]) and period = $2::text and sport = ''`,
    [athleteUuids, period],
  );

async function getBoard({ url, connections }: RunningContender, query: string): Promise<void> {
  const response = await fetch(`${url}/v1/leaderboards/distance?${query}`, {
    headers: { Authorization: `Bearer ${connections.apiKey}` },
  });
  if (response.status !== 200) throw new Error(`GET of a board: ${response.status}`);
  await response.arrayBuffer();
}

/** Measures the same leaderboard as a sorted set in Redis: an athlete's rank, and the athletes around. */
async function measureRedis({ stage, log }: Bench, many: number): Promise<Milliseconds> {
  const server = await startRedis(stage.folder, 'everysec');
  const redis = new Redis(server.url);
  try {
    const chunk = 10_000;
    for (let first = 1; first <= many; first += chunk)
      await redis.zadd(
        'board',
        ...Array.from({ length: chunk }, (_, index) => [
          Math.exp(Math.random() * 4 + 10),
          `many${first + index}`,
        ]).flat(),
      );
    log(`boards: Redis has ${many}`);
    const members = Array.from({ length: READS }, () => `many${Math.ceil(Math.random() * many)}`);
    return {
      top: await timeEach(members, () => redis.zrevrange('board', 0, 99, 'WITHSCORES')),
      around: await timeEach(members, async (member) => {
        const rank = (await redis.zrevrank('board', member))!;
        await redis.zrevrange('board', Math.max(0, rank - AROUND / 2), rank + AROUND / 2, 'WITHSCORES');
      }),
    };
  } finally {
    redis.disconnect();
    await server.stop();
  }
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

async function timeEach<Item>(
  items: readonly Item[],
  work: (item: Item) => Promise<unknown>,
): Promise<number[]> {
  for (const item of items.slice(0, 20)) await work(item);
  const times: number[] = [];
  for (const item of items) times.push(await timed(() => work(item)));
  return times;
}

function findingsOf(many: number, board: BoardFigures, redis: Milliseconds | undefined): Findings {
  const size = many.toLocaleString('en-US');
  const row = (what: string, times: readonly number[]): string[] => [
    what,
    ...[0.5, 0.95, 0.99].map((share) => rounded(percentile(times, share))),
  ];
  return {
    title: `Boards: ${size} athletes on one`,
    ratios: [
      {
        what: `board of ${size}: top 100 over HTTP, p50 ÷ 5 ms`,
        ratio: median(board.top) / 5,
        goal: { atMost: 1 },
      },
      {
        what: `board of ${size}: around an athlete over HTTP, p50 ÷ 10 ms`,
        ratio: median(board.around) / 10,
        goal: { atMost: 1 },
      },
      {
        what: `board of ${size}: writes/s ÷ on a board of ${FEW.toLocaleString('en-US')}`,
        ratio: median(board.writes.few) / median(board.writes.many),
        goal: { atLeast: 0.8 },
      },
      ...(redis
        ? [
            {
              what: `board of ${size}: around an athlete, query ÷ Redis’ ZREVRANK and ZREVRANGE`,
              ratio: median(board.query) / median(redis.around),
            },
          ]
        : []),
    ],
    tables: [
      {
        caption: 'Milliseconds.',
        columns: ['', 'p50', 'p95', 'p99'],
        rows: [
          row('top 100, over HTTP', board.top),
          row(`${AROUND} around an athlete, over HTTP`, board.around),
          row('the same, its queries alone', board.query),
          ...(redis
            ? [row('Redis: ZREVRANGE of 100', redis.top), row('Redis: ZREVRANK, ZREVRANGE', redis.around)]
            : []),
          row(`${CHANGED} scores changed, board of ${FEW.toLocaleString('en-US')}`, board.writes.few),
          row(`${CHANGED} scores changed, board of ${size}`, board.writes.many),
        ],
      },
    ],
    notes: [
      `The first read counted the board (${rounded(board.firstRead)} ms); its total is then kept for 5 s. Who is ahead is counted at each read.`,
      'Athletes are picked at random, so half of them stand behind half a million others. Redis keeps its set in memory and appends to its file each second; the board is committed with what it is made of.',
    ],
  };
}
