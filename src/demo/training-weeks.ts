import type { Sport } from '../domain/workout.ts';

type Range = readonly [least: number, most: number];

/** What an athlete does on some weekdays, about so long and about so hard. */
export interface Session {
  /** Monday is 1. */
  weekdays: readonly number[];
  title: string;
  sport: Sport;
  /** By the clock on the wall, `HH:mm`. */
  at: string;
  heartRate: number;
  /** How far and how fast; without them `minutes` says how long. */
  km?: Range;
  metersPerSecond?: number;
  minutes?: Range;
  climbPerKm?: number;
  watts?: number;
}

/** Up to 9.6 km, so that the ten of today are the first. */
export const RUNNER: readonly Session[] = [
  run({ weekdays: [2], title: 'Easy run', at: '18:20', km: [5.1, 7], metersPerSecond: 2.75, heartRate: 141 }),
  run({ weekdays: [3], title: 'Early run', at: '05:35', km: [4, 5], metersPerSecond: 2.85, heartRate: 145 }),
  run({ weekdays: [4], title: 'Lunch run', at: '12:10', km: [5.5, 8], metersPerSecond: 3, heartRate: 152 }),
  { weekdays: [5], title: 'Yoga', sport: 'yoga', at: '19:30', minutes: [40, 60], heartRate: 95 },
  run({
    weekdays: [6],
    title: 'Fast five',
    at: '09:00',
    km: [5, 5.04],
    metersPerSecond: 3.4,
    heartRate: 168,
  }),
  run({ weekdays: [7], title: 'Long run', at: '09:40', km: [8, 9.6], metersPerSecond: 2.7, heartRate: 146 }),
];

/** Up to 48 km, so that the fifty of today are the first. */
export const RIDER: readonly Session[] = [
  {
    weekdays: [1, 4],
    title: 'Intervals on the trainer',
    sport: 'indoor_ride',
    at: '20:00',
    minutes: [40, 60],
    watts: 195,
    heartRate: 148,
  },
  { weekdays: [2], title: 'Weights', sport: 'strength', at: '07:00', minutes: [35, 50], heartRate: 112 },
  ride({ weekdays: [3], title: 'Evening ride', at: '17:45', km: [26, 34], metersPerSecond: 7.6 }),
  ride({ weekdays: [6], title: 'Club ride', at: '08:00', km: [40, 48], metersPerSecond: 8.1 }),
  ride({ weekdays: [7], title: 'Coffee ride', at: '10:15', km: [24, 36], metersPerSecond: 6.7 }),
];

/** No runs, so that the one of the watch is the first. */
export const SWIMMER: readonly Session[] = [
  swim({ weekdays: [1, 3], title: 'Lanes before work', at: '06:20', km: [1.2, 2] }),
  swim({ weekdays: [5], title: 'Technique', at: '18:40', km: [1, 1.6] }),
  { weekdays: [4], title: 'Late yoga', sport: 'yoga', at: '22:10', minutes: [25, 35], heartRate: 88 },
  {
    weekdays: [6],
    title: 'Walk along the river',
    sport: 'walk',
    at: '15:00',
    km: [4, 7],
    metersPerSecond: 1.4,
    climbPerKm: 4,
    heartRate: 104,
  },
  {
    weekdays: [7],
    title: 'On the water',
    sport: 'row',
    at: '09:30',
    km: [5, 8],
    metersPerSecond: 2.9,
    heartRate: 139,
  },
];

/** No rides, so that the one of the watch is the first. */
export const HIKER: readonly Session[] = [
  { weekdays: [2], title: 'Weights', sport: 'strength', at: '18:00', minutes: [40, 55], heartRate: 116 },
  {
    weekdays: [1, 4],
    title: 'Walk with the dog',
    sport: 'walk',
    at: '07:05',
    km: [3, 5],
    metersPerSecond: 1.35,
    climbPerKm: 9,
    heartRate: 101,
  },
  hike({ weekdays: [6], title: 'Up to the pass', at: '07:30', km: [11, 15], climbPerKm: 62 }),
  hike({ weekdays: [7], title: 'Around the lake', at: '09:00', km: [6, 9], climbPerKm: 25 }),
];

function run(session: Omit<Session, 'sport'>): Session {
  return { climbPerKm: 7, ...session, sport: 'run' };
}

function ride(session: Omit<Session, 'sport' | 'heartRate'>): Session {
  return { climbPerKm: 9, heartRate: 136, ...session, sport: 'ride' };
}

function swim(session: Omit<Session, 'sport' | 'heartRate'>): Session {
  return { metersPerSecond: 0.82, heartRate: 134, ...session, sport: 'swim' };
}

function hike(session: Omit<Session, 'sport' | 'heartRate'>): Session {
  return { metersPerSecond: 1.1, heartRate: 121, ...session, sport: 'hike' };
}
