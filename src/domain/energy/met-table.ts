import type { Sport } from '../workout.ts';

/** MET values of the 2024 Adult Compendium of Physical Activities: Herrmann et al. 2024, J Sport Health Sci 13(1):6. */

/** The lowest speed in mph of an entry, and its MET. */
export type SpeedEntry = readonly [mph: number, met: number];

/** Jogging is one entry for 2.6–3.7 mph: such a slow "run" is mostly walked. */
const RUNNING: readonly SpeedEntry[] = [
  [2.6, 3.3],
  [3.7, 3.3],
  [4, 6.5],
  [4.3, 7.8],
  [5, 8.5],
  [5.5, 9],
  [6, 9.3],
  [6.7, 10.5],
  [7, 11],
  [7.5, 11.8],
  [8, 12],
  [8.6, 12.5],
  [9, 13],
  [9.3, 14.8],
  [10, 14.8],
  [11, 16.8],
  [12, 18.5],
  [13, 19.8],
  [14, 23],
];

const WALKING: readonly SpeedEntry[] = [
  [0, 2.3],
  [2, 2.8],
  [2.5, 3],
  [2.8, 3.8],
  [3.5, 4.8],
  [4, 5.5],
  [4.5, 7],
  [5, 8.5],
];

/** The entries at 5.5 and 9.4 mph replace the general one, "< 10 mph: 4.0". */
const CYCLING: readonly SpeedEntry[] = [
  [5.5, 3.5],
  [9.4, 5.8],
  [10, 6.8],
  [12, 8],
  [14, 10],
  [16, 12],
  [20, 16.8],
];

const atYardsPerMinute = (yards: number, met: number): SpeedEntry => [(yards * 60) / 1760, met];

/** Crawl by speed (18292, 18290, 18280, 18294), and fast laps (18230), assumed to be 1:30 per 100 m. */
const SWIMMING: readonly SpeedEntry[] = [
  atYardsPerMinute(30, 5.8),
  atYardsPerMinute(50, 8),
  atYardsPerMinute(100 / 0.9144 / 1.5, 9.8),
  atYardsPerMinute(75, 10.5),
  atYardsPerMinute(90, 14.5),
];

/** The sports whose MET follows from a table of speeds. */
export const MET_BY_SPEED: Partial<Record<Sport, readonly SpeedEntry[]>> = {
  run: RUNNING,
  walk: WALKING,
  hike: WALKING,
  ride: CYCLING,
  swim: SWIMMING,
};

/** The entry for workouts whose speed is unknown or does not matter. */
export interface GeneralMet {
  code: string;
  met: number;
  /** True if the effort depends on the speed: the Compendium's lowest value is then used. */
  isLowest?: true;
}

export const GENERAL_MET: Readonly<Record<Sport, GeneralMet>> = {
  // Running, 4 to 4.2 mph
  run: { code: '12028', met: 6.5, isLowest: true },
  // Walking, less than 2.0 mph
  walk: { code: '17151', met: 2.3, isLowest: true },
  hike: { code: '17151', met: 2.3, isLowest: true },
  // Bicycling, < 10 mph
  ride: { code: '01010', met: 4, isLowest: true },
  // Bicycling, stationary, general
  indoor_ride: { code: '01200', met: 6.8 },
  // Swimming, leisurely, not lap swimming, general
  swim: { code: '18310', met: 6 },
  // Rowing, stationary ergometer, general, < 100 watts, moderate effort
  row: { code: '02071', met: 5 },
  // Resistance (weight) training, multiple exercises, 8–15 reps at varied resistance
  strength: { code: '02054', met: 3.5 },
  // Yoga, Hatha
  yoga: { code: '02150', met: 2.3 },
  // Health club exercise, general
  other: { code: '02060', met: 5.5 },
};
