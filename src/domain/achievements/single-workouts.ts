import type { Sport } from '../workout.ts';
import type { AchievementRule } from './achievement-rule.ts';
import { series, type Series } from './tiers.ts';

/** 100 miles, to the centimetre. */
const HUNDRED_MILES_KM = 160.9344;
const HALF_MARATHON_KM = 21.0975;
const MARATHON_KM = 42.195;

interface Distances extends Pick<Series, 'targets' | 'description' | 'names'> {
  /** What the workout is called in titles. */
  name: string;
}

const inOne = (sport: Sport, { name, ...distances }: Distances): AchievementRule[] =>
  series({
    kind: 'longest-km',
    sport,
    icon: sport,
    id: (far) => `${sport.replaceAll('_', '-')}-${far}`,
    title: (far) => `${name} of ${far}`,
    ...distances,
  });

/** Distances in one workout, for each sport with a distance. */
export const SINGLE_WORKOUTS = [
  ...inOne('run', {
    name: 'A run',
    targets: [5, 10, HALF_MARATHON_KM, MARATHON_KM, 50, 100],
    names: {
      [HALF_MARATHON_KM]: { id: 'run-half-marathon', title: 'A half marathon' },
      [MARATHON_KM]: { id: 'run-marathon', title: 'A marathon' },
    },
    description: (far) => `Run at least ${far} in one workout.`,
  }),
  ...inOne('ride', {
    name: 'A ride',
    targets: [50, 100, HUNDRED_MILES_KM, 200],
    names: { [HUNDRED_MILES_KM]: { id: 'ride-100-miles', title: 'A ride of 100 miles' } },
    description: (far) => `Ride at least ${far} in one workout.`,
  }),
  ...inOne('indoor_ride', {
    name: 'An indoor ride',
    targets: [20, 50, 100, HUNDRED_MILES_KM],
    names: { [HUNDRED_MILES_KM]: { id: 'indoor-ride-100-miles', title: 'An indoor ride of 100 miles' } },
    description: (far) => `Ride at least ${far} indoors in one workout.`,
  }),
  ...inOne('walk', {
    name: 'A walk',
    targets: [5, 10, 20, 30, 50],
    description: (far) => `Walk at least ${far} in one workout.`,
  }),
  ...inOne('hike', {
    name: 'A hike',
    targets: [10, 20, 30, 50],
    description: (far) => `Hike at least ${far} in one workout.`,
  }),
  ...inOne('swim', {
    name: 'A swim',
    targets: [0.5, 1, 1.5, 3.8, 5, 10],
    description: (far) => `Swim at least ${far} in one workout.`,
  }),
  ...inOne('row', {
    name: 'A row',
    targets: [2, 5, 10, HALF_MARATHON_KM, MARATHON_KM],
    names: {
      [HALF_MARATHON_KM]: { id: 'row-half-marathon', title: 'A half marathon of rowing' },
      [MARATHON_KM]: { id: 'row-marathon', title: 'A marathon of rowing' },
    },
    description: (far) => `Row at least ${far} in one workout.`,
  }),
  ...inOne('other', {
    name: 'A workout of another sport',
    targets: [10, 25, 50],
    description: (far) => `Cover at least ${far} in one workout of another sport.`,
  }),
];
