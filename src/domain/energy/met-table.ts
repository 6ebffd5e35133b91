import type { Sport } from '../workout.ts';

/** MET values of the 2024 Adult Compendium of Physical Activities: Herrmann et al. 2024, J Sport Health Sci 13(1):6. */

/** From a speed in mph on, up to the next line's. */
export type SpeedLine = readonly [mph: number, met: number];

const RUNNING: readonly SpeedLine[] = [
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
  [11, 16.8],
  [12, 18.5],
  [13, 19.8],
  [14, 23],
];

const WALKING: readonly SpeedLine[] = [
  [0, 2.3],
  [2, 2.8],
  [2.5, 3],
  [2.8, 3.8],
  [3.5, 4.8],
  [4, 5.5],
  [4.5, 7],
  [5, 8.5],
];

/** The last line holds above 20 mph, not at it; the others from their bound on. */
const CYCLING: readonly SpeedLine[] = [
  [0, 4],
  [10, 6.8],
  [12, 8],
  [14, 10],
  [16, 12],
  [20 + 1e-6, 16.8],
];

/** The sports whose MET depends on the speed. */
export const MET_BY_SPEED: Partial<Record<Sport, readonly SpeedLine[]>> = {
  run: RUNNING,
  walk: WALKING,
  hike: WALKING,
  ride: CYCLING,
};

/** The other sports, each by one general code. */
export const GENERAL_MET: Partial<Record<Sport, { code: string; met: number }>> = {
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
