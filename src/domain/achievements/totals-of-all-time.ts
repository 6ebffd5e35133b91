import { SPORTS, type Sport } from '../workout.ts';
import { tiered, tiers } from './tiers.ts';

const FIRSTS: Record<Sport, { title: string; what: string }> = {
  run: { title: 'First run', what: 'a run' },
  walk: { title: 'First walk', what: 'a walk' },
  hike: { title: 'First hike', what: 'a hike' },
  ride: { title: 'First ride', what: 'a ride' },
  indoor_ride: { title: 'First indoor ride', what: 'an indoor ride' },
  swim: { title: 'First swim', what: 'a swim' },
  row: { title: 'First row', what: 'a row' },
  strength: { title: 'First strength training', what: 'a strength training' },
  yoga: { title: 'First yoga session', what: 'a yoga session' },
  other: { title: 'First workout of another sport', what: 'a workout of another sport' },
};

export const COUNTS = [
  ...tiered(
    {
      kind: 'workouts',
      per: 'ever',
      icon: 'star',
      describe: (n) => (n === '1' ? 'Save a workout.' : `Save ${n} workouts.`),
    },
    [
      { id: 'workouts-1', title: 'First workout', target: 1 },
      ...tiers(
        [10, 25, 50, 100, 250, 500, 1000, 2500, 5000],
        (n) => `workouts-${n}`,
        (n) => `${n} workouts`,
      ),
    ],
  ),
  ...SPORTS.flatMap((sport) =>
    tiered(
      { kind: 'workouts', sport, per: 'ever', icon: 'flag', describe: () => `Save ${FIRSTS[sport].what}.` },
      [{ id: `first-${sport.replaceAll('_', '-')}`, title: FIRSTS[sport].title, target: 1 }],
    ),
  ),
];

export const TOTALS = [
  ...tiered(
    {
      kind: 'total-km',
      per: 'ever',
      icon: 'road',
      describe: (km) => `Cover ${km} km in all workouts together.`,
    },
    [
      ...tiers(
        [100, 250, 500, 1000, 2500, 5000, 10_000, 25_000],
        (n) => `distance-${n}-km`,
        (n) => `${n} km in total`,
      ),
      { id: 'distance-40075-km', title: '40,075 km in total: around the Earth', target: 40_075 },
    ],
  ),
  ...tiered(
    {
      kind: 'total-climb-m',
      per: 'ever',
      icon: 'mountain',
      describe: (meters) => `Climb ${meters} m in all workouts together.`,
    },
    [
      ...tiers(
        [500, 1000, 2500],
        (n) => `climb-${n}-m`,
        (n) => `${n} m climbed`,
      ),
      { id: 'climb-8849-m', title: '8,849 m climbed: Mount Everest', target: 8849 },
      { id: 'climb-17698-m', title: '17,698 m climbed: Mount Everest twice', target: 17_698 },
      ...tiers(
        [50_000, 100_000],
        (n) => `climb-${n}-m`,
        (n) => `${n} m climbed`,
      ),
    ],
  ),
  ...tiered(
    {
      kind: 'total-hours',
      per: 'ever',
      icon: 'clock',
      describe: (hours) => `Work out for ${hours} hours in total.`,
    },
    tiers(
      [24, 48, 100, 250, 500, 1000],
      (n) => `hours-${n}`,
      (n) => `${n} hours in total`,
    ),
  ),
];
