import { distances, tiered } from './tiers.ts';

/** 100 miles, to the centimetre. */
const HUNDRED_MILES_KM = 160.9344;
const HALF_MARATHON_KM = 21.0975;
const MARATHON_KM = 42.195;

const inOne = { kind: 'longest-km', per: 'ever' } as const;

/** Distances in one workout, for each sport with a distance. */
export const SINGLE_WORKOUTS = [
  ...tiered(
    { ...inOne, sport: 'run', icon: 'run', describe: (far) => `Run at least ${far} in one workout.` },
    [
      ...distances([5, 10], (far) => `run-${far}`, 'A run'),
      { id: 'run-half-marathon', title: 'A half marathon', target: HALF_MARATHON_KM },
      { id: 'run-marathon', title: 'A marathon', target: MARATHON_KM },
      ...distances([50, 100], (far) => `run-${far}`, 'A run'),
    ],
  ),
  ...tiered(
    { ...inOne, sport: 'ride', icon: 'ride', describe: (far) => `Ride at least ${far} in one workout.` },
    [
      ...distances([50, 100], (far) => `ride-${far}`, 'A ride'),
      { id: 'ride-100-miles', title: 'A ride of 100 miles', target: HUNDRED_MILES_KM },
      ...distances([200], (far) => `ride-${far}`, 'A ride'),
    ],
  ),
  ...tiered(
    {
      ...inOne,
      sport: 'indoor_ride',
      icon: 'indoor_ride',
      describe: (far) => `Ride at least ${far} indoors in one workout.`,
    },
    [
      ...distances([20, 50, 100], (far) => `indoor-ride-${far}`, 'An indoor ride'),
      { id: 'indoor-ride-100-miles', title: 'An indoor ride of 100 miles', target: HUNDRED_MILES_KM },
    ],
  ),
  ...tiered(
    { ...inOne, sport: 'walk', icon: 'walk', describe: (far) => `Walk at least ${far} in one workout.` },
    distances([5, 10, 20, 30, 50], (far) => `walk-${far}`, 'A walk'),
  ),
  ...tiered(
    { ...inOne, sport: 'hike', icon: 'hike', describe: (far) => `Hike at least ${far} in one workout.` },
    distances([10, 20, 30, 50], (far) => `hike-${far}`, 'A hike'),
  ),
  ...tiered(
    { ...inOne, sport: 'swim', icon: 'swim', describe: (far) => `Swim at least ${far} in one workout.` },
    distances([0.5, 1, 1.5, 3.8, 5, 10], (far) => `swim-${far}`, 'A swim'),
  ),
  ...tiered(
    { ...inOne, sport: 'row', icon: 'row', describe: (far) => `Row at least ${far} in one workout.` },
    [
      ...distances([2, 5, 10], (far) => `row-${far}`, 'A row'),
      { id: 'row-half-marathon', title: 'A half marathon of rowing', target: HALF_MARATHON_KM },
      { id: 'row-marathon', title: 'A marathon of rowing', target: MARATHON_KM },
    ],
  ),
  ...tiered(
    {
      ...inOne,
      sport: 'other',
      icon: 'other',
      describe: (far) => `Cover at least ${far} in one workout of another sport.`,
    },
    distances([10, 25, 50], (far) => `other-${far}`, 'A workout of another sport'),
  ),
];
