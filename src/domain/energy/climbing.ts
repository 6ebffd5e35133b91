import { STEEPEST_GRADE } from './grade-segments.ts';

const KILOCALORIES_PER_HOUR_PER_WATT = 3.6 / 4.184;

/** Soule & Goldman 1972: 1.0 on a firm road, 1.2 on a trail with light brush. */
const TERRAIN = { walk: 1, hike: 1.2 } as const;

/** Returns the mean grade, 0–0.45: metres climbed per metre of distance. 0 if the climb is unknown. */
export const meanGrade = (elevationGainMeters: number | null, distanceMeters: number): number =>
  Math.min(STEEPEST_GRADE, Math.max(0, elevationGainMeters ?? 0) / distanceMeters);

/**
 * Returns the MET (kcal/kg/h) of walking without a load at a speed in m/s. The climb is spread over the whole distance;
 * descents save nothing. Pandolf et al. 1977, J Appl Physiol 43:577: W/kg = 1.5 + η · (1.5·V² + 0.35·V·G), G in
 * percent.
 */
export const climbingMet = (sport: keyof typeof TERRAIN, metersPerSecond: number, grade: number): number =>
  (1.5 + TERRAIN[sport] * (1.5 * metersPerSecond ** 2 + 0.35 * metersPerSecond * grade * 100)) *
  KILOCALORIES_PER_HOUR_PER_WATT;
