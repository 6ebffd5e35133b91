import { SPORTS, type Sport } from '../workout.ts';
import { series } from './tiers.ts';

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
  ...series({
    kind: 'workouts',
    icon: 'star',
    targets: [1, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000],
    names: { 1: { title: 'First workout' } },
    id: (n) => `workouts-${n}`,
    title: (n) => `${n} workouts`,
    description: (n) => (n === '1' ? 'Save a workout.' : `Save ${n} workouts.`),
  }),
  ...SPORTS.flatMap((sport) =>
    series({
      kind: 'workouts',
      sport,
      icon: 'flag',
      targets: [1],
      id: () => `first-${sport.replaceAll('_', '-')}`,
      title: () => FIRSTS[sport].title,
      description: () => `Save ${FIRSTS[sport].what}.`,
    }),
  ),
];

export const TOTALS = [
  ...series({
    kind: 'total-km',
    icon: 'road',
    targets: [100, 250, 500, 1000, 2500, 5000, 10_000, 25_000, 40_075],
    names: { 40_075: { title: '40,075 km in total: around the Earth' } },
    id: (km) => `distance-${km}-km`,
    title: (km) => `${km} km in total`,
    description: (km) => `Cover ${km} km in all workouts together.`,
  }),
  ...series({
    kind: 'total-climb-m',
    icon: 'mountain',
    targets: [500, 1000, 2500, 8849, 17_698, 50_000, 100_000],
    names: {
      8849: { title: '8,849 m climbed: Mount Everest' },
      17_698: { title: '17,698 m climbed: Mount Everest twice' },
    },
    id: (meters) => `climb-${meters}-m`,
    title: (meters) => `${meters} m climbed`,
    description: (meters) => `Climb ${meters} m in all workouts together.`,
  }),
  ...series({
    kind: 'total-hours',
    icon: 'clock',
    targets: [24, 48, 100, 250, 500, 1000],
    id: (hours) => `hours-${hours}`,
    title: (hours) => `${hours} hours in total`,
    description: (hours) => `Work out for ${hours} hours in total.`,
  }),
];
