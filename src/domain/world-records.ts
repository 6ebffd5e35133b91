import type { Sport } from './workout.ts';

// "Assumed, generous" marks values that were not compared with a published list. They are meant to be no slower than
// the record.

/** A distance in metres and the fastest time in seconds. The mean speed decreases along a list. */
export type SpeedRecord = readonly [meters: number, seconds: number];

const DAY = 86_400;

/**
 * World Athletics, IAU (from 50 km) and GOMU (6 days): Bolt to Kiptum, Sorokin, Bonne. The 56:42 half marathon is not
 * ratified.
 */
const RUN: readonly SpeedRecord[] = [
  [100, 9.58],
  [200, 19.19],
  [400, 43.03],
  [800, 100.91],
  [1000, 131.96],
  [1609.344, 223.13],
  [3000, 437.55],
  [5000, 755.36],
  [10_000, 1571],
  [21_097.5, 3402],
  [42_195, 7235],
  [50_000, 9523],
  [100_000, 21_935],
  [160_934.4, 39_099],
  // IAU 24-hour European championships, Verona 2022.
  [319_614, DAY],
  // Assumed, generous.
  [1_045_520, 6 * DAY],
];

const BEYOND_WALKS = RUN.filter(([meters]) => meters > 300_000);

/**
 * Race walking: Bosworth (mile, 3 km), Ghoula (5 km), Takahashi, Yamanishi, Diniz. Then running's 24 hours and 6 days.
 */
const WALK: readonly SpeedRecord[] = [
  [1609.344, 331.08],
  [3000, 630.28],
  [5000, 1085.49],
  [10_000, 2245.21],
  [20_000, 4570],
  [50_000, 12_753],
  ...BEYOND_WALKS,
];

/** There are no records of hikes. This is the pace of the record walk over 50 km, 3.92 m/s. */
const HIKE: readonly SpeedRecord[] = [[50_000, 12_753], ...BEYOND_WALKS];

/**
 * Up to 20 km: long descents, without official records, from 100 km/h over 1 km to 72 km/h over 20 km. Then the UCI
 * hour record (Ganna), the fastest stage of a Grand Tour (Vuelta 2001), 24 hours and Race Across America (Strasser).
 */
const RIDE: readonly SpeedRecord[] = [
  // Assumed, generous: up to 20 km.
  [1000, 36],
  [5000, 200],
  [10_000, 450],
  [20_000, 1000],
  [56_792, 3600],
  [179_000, 11_679],
  [1_026_215, DAY],
  [4_860_000, 660_960],
];

/** World Aquatics, short course to 1,500 m. 10 km: the Olympic Games of 2021 (Wellbrock), without a current. */
const SWIM: readonly SpeedRecord[] = [
  // Assumed, generous: all but the last.
  [50, 19.9],
  [100, 44.84],
  [200, 98.61],
  [400, 212.25],
  [800, 440.46],
  [1500, 846.88],
  [10_000, 6513.7],
];

/** Concept2 (500 m, marathon), and the Boat Race of 1998, which is with the tide and faster than the 2 km record. */
const ROW: readonly SpeedRecord[] = [
  // Assumed, generous: 500 m and the marathon.
  [500, 70.5],
  [6779, 979],
  [42_195, 8468.7],
];

/**
 * Indoors, a game may count descents. Other sports, such as skiing, skating and sailing, are at most as fast as a
 * bicycle.
 */
export const SPEED_RECORDS: Record<Sport, readonly SpeedRecord[]> = {
  run: RUN,
  walk: WALK,
  hike: HIKE,
  ride: RIDE,
  indoor_ride: RIDE,
  swim: SWIM,
  row: ROW,
  // Circuits include running. Yoga has only the noise of a phone.
  strength: WALK,
  yoga: [[1000, 1000]],
  other: RIDE,
};

/** Metres of ascent in seconds: a hill sprint, the vertical kilometre (Bonnet), Everesting (McLaughlin), 24 h (Jornet). */
export const CLIMB_RECORDS: readonly SpeedRecord[] = [
  // Assumed, generous: all of them.
  [100, 100],
  [1000, 1641],
  [8848, 24_054],
  [23_486, DAY],
];

/**
 * Seconds and the highest mean watts: the top row of Coggan's power profile (25.18, 11.5, 7.6 and 6.4 W/kg) for an
 * athlete of 100 kg, and 4 W/kg for a day (Strasser's 24 hours: 275 W).
 */
export const POWER_RECORDS: readonly (readonly [seconds: number, watts: number])[] = [
  [5, 2518],
  [60, 1150],
  [300, 760],
  [3600, 640],
  [DAY, 400],
];

/**
 * Duration of the longest events in days: the ten-day race; Race Across America with its limit of 12 days and 21 hours;
 * 268 hours of static cycling (McDonald 2013); a week on an ergometer; 84 hours in the Danube (Rogošić 2006).
 */
export const LONGEST_DAYS: Record<Sport, number> = {
  // Assumed, generous: all of them.
  run: 10,
  walk: 10,
  hike: 10,
  ride: 12.875,
  indoor_ride: 11.2,
  swim: 3.5,
  row: 7,
  strength: 2,
  yoga: 2,
  other: 12.875,
};
