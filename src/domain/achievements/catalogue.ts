import { SPORTS, type Sport } from '../workout.ts';
import type { AchievementRule } from './achievement-rule.ts';

/** What the rungs of one ladder share. */
type Ladder = Pick<AchievementRule, 'kind' | 'sport' | 'per' | 'isSurprise'>;
type Rung = Pick<AchievementRule, 'id' | 'title' | 'target'>;

const ladder = (shared: Ladder, rungs: readonly Rung[]): AchievementRule[] =>
  rungs.map((rung, index) => ({ ...rung, ...shared, ...(rungs.length > 1 ? { tier: index + 1 } : {}) }));

/** Rungs that differ in their number alone. */
const rungs = (
  targets: readonly number[],
  idOf: (target: number) => string,
  titleOf: (number: string) => string,
): Rung[] =>
  targets.map((target) => ({ id: idOf(target), title: titleOf(target.toLocaleString('en-US')), target }));

const FIRST_TITLES: Record<Sport, string> = {
  run: 'First run',
  walk: 'First walk',
  hike: 'First hike',
  ride: 'First ride',
  indoor_ride: 'First indoor ride',
  swim: 'First swim',
  row: 'First row',
  strength: 'First strength training',
  yoga: 'First yoga session',
  other: 'First workout of another sport',
};

const counts = ladder({ kind: 'workouts', per: 'ever' }, [
  { id: 'workouts-1', title: 'First workout', target: 1 },
  ...rungs(
    [10, 25, 50, 100, 250, 500, 1000, 2500, 5000],
    (n) => `workouts-${n}`,
    (n) => `${n} workouts`,
  ),
]);

const firsts = SPORTS.flatMap((sport) =>
  ladder({ kind: 'workouts', sport, per: 'ever' }, [
    { id: `first-${sport.replaceAll('_', '-')}`, title: FIRST_TITLES[sport], target: 1 },
  ]),
);

const totals = [
  ...ladder({ kind: 'total-km', per: 'ever' }, [
    ...rungs(
      [100, 250, 500, 1000, 2500, 5000, 10_000, 25_000],
      (n) => `distance-${n}-km`,
      (n) => `${n} km in total`,
    ),
    { id: 'distance-40075-km', title: '40,075 km in total: around the Earth', target: 40_075 },
  ]),
  ...ladder({ kind: 'total-climb-m', per: 'ever' }, [
    ...rungs(
      [500, 1000, 2500],
      (n) => `climb-${n}-m`,
      (n) => `${n} m climbed`,
    ),
    { id: 'climb-8849-m', title: '8,849 m climbed: Mount Everest', target: 8849 },
    { id: 'climb-17698-m', title: '17,698 m climbed: Mount Everest twice', target: 17_698 },
    ...rungs(
      [50_000, 100_000],
      (n) => `climb-${n}-m`,
      (n) => `${n} m climbed`,
    ),
  ]),
  ...ladder(
    { kind: 'total-hours', per: 'ever' },
    rungs(
      [24, 48, 100, 250, 500, 1000],
      (n) => `hours-${n}`,
      (n) => `${n} hours in total`,
    ),
  ),
];

const inOneWorkout = [
  ...ladder({ kind: 'longest-km', sport: 'run', per: 'ever' }, [
    { id: 'run-5-km', title: 'A run of 5 km', target: 5 },
    { id: 'run-10-km', title: 'A run of 10 km', target: 10 },
    { id: 'run-half-marathon', title: 'A half marathon', target: 21.0975 },
    { id: 'run-marathon', title: 'A marathon', target: 42.195 },
    { id: 'run-50-km', title: 'A run of 50 km', target: 50 },
    { id: 'run-100-km', title: 'A run of 100 km', target: 100 },
  ]),
  ...ladder({ kind: 'longest-km', sport: 'ride', per: 'ever' }, [
    { id: 'ride-50-km', title: 'A ride of 50 km', target: 50 },
    { id: 'ride-100-km', title: 'A ride of 100 km', target: 100 },
    { id: 'ride-100-miles', title: 'A ride of 100 miles', target: 160.934 },
    { id: 'ride-200-km', title: 'A ride of 200 km', target: 200 },
  ]),
];

const streaks = [
  ...ladder(
    { kind: 'day-streak', per: 'ever' },
    rungs(
      [3, 7, 14, 30, 60, 100, 365],
      (n) => `streak-days-${n}`,
      (n) => `${n} days in a row`,
    ),
  ),
  ...ladder(
    { kind: 'week-streak', per: 'ever' },
    rungs(
      [4, 12, 26, 52],
      (n) => `streak-weeks-${n}`,
      (n) => `${n} weeks in a row`,
    ),
  ),
];

const eddington = ladder(
  { kind: 'eddington', per: 'ever' },
  rungs(
    [10, 25, 50, 75, 100],
    (n) => `eddington-${n}`,
    (n) => `Eddington ${n}: ${n} days of ${n} km`,
  ),
);

const monthly = [
  ...ladder({ kind: 'total-km', sport: 'run', per: 'month' }, [
    { id: 'monthly-run-100-km', title: '100 km of running in a month', target: 100 },
  ]),
  ...ladder({ kind: 'total-km', sport: 'ride', per: 'month' }, [
    { id: 'monthly-ride-400-km', title: '400 km of riding in a month', target: 400 },
  ]),
  ...ladder({ kind: 'active-days', per: 'month' }, [
    { id: 'monthly-active-days-20', title: '20 active days in a month', target: 20 },
  ]),
];

const moments = [
  ...ladder({ kind: 'early-starts', per: 'ever' }, [
    { id: 'early-bird', title: 'Early bird: out before 6 in the morning', target: 1 },
  ]),
  ...ladder({ kind: 'late-starts', per: 'ever' }, [
    { id: 'night-owl', title: 'Night owl: out after 10 in the evening', target: 1 },
  ]),
  ...ladder({ kind: 'full-weekends', per: 'ever' }, [
    { id: 'weekend', title: 'Both days of a weekend', target: 1 },
  ]),
  ...ladder({ kind: 'quiet-days', per: 'ever', isSurprise: true }, [
    { id: 'comeback', title: 'Back after 30 quiet days', target: 30 },
  ]),
  ...ladder({ kind: 'record-broken', per: 'occurrence', isSurprise: true }, [
    { id: 'record-broken', title: 'A personal record broken', target: 1 },
  ]),
];

/** Every achievement there is, each ladder from its first rung to its last. */
export const ACHIEVEMENTS: readonly AchievementRule[] = [
  ...counts,
  ...firsts,
  ...totals,
  ...inOneWorkout,
  ...streaks,
  ...eddington,
  ...monthly,
  ...moments,
];

const TITLES = new Map(ACHIEVEMENTS.map(({ id, title }) => [id, title]));

/** The title of an achievement for people; the id itself for one that this version does not know. */
export const achievementTitle = (achievementId: string): string => TITLES.get(achievementId) ?? achievementId;
