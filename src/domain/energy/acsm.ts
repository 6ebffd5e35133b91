import type { Sport } from '../workout.ts';
import type { EnergyBasis, EnergyInput, GradeSegment, MethodResult } from './energy-estimate.ts';
import { ENERGY_VERSIONS } from './versions.ts';

/** Oxygen uptake at rest, in ml/kg/min. */
const RESTING_VO2 = 3.5;
const KCAL_PER_LITER_OXYGEN = 5;

/** Slower segments count as standing and are left out. */
const STANDING_METERS_PER_MINUTE = 12;
/** The walking equation's range, m/min. */
const WALK_RANGE = { least: 50, most: 100 };
/** The slowest running speed. */
const SLOWEST_RUN_METERS_PER_MINUTE = 80;
/**
 * Between these speeds in m/min the walking equation passes linearly into the running equation. A "run" slower than 4
 * mph is partly walked, as its MET value says. A walk above the range of the walking equation gets closer to a run, up
 * to 134 m/min, the fastest walk.
 */
const TRANSITION = {
  run: { from: SLOWEST_RUN_METERS_PER_MINUTE, to: 107 },
  onFoot: { from: WALK_RANGE.most, to: 134 },
};

/** If the track has less of the distance (a tunnel, a late start), the result would be too low. */
const LEAST_COVERAGE = 0.9;

export const ACSM_BASIS: EnergyBasis = {
  words: 'From speed and grade along the track, and the weight: the oxygen uptake of walking or running.',
  source: "ACSM's Guidelines for Exercise Testing and Prescription",
  outOfRange: 'The mean speed lies outside of the range of the equations.',
};

/**
 * Estimates energy in kcal from speed and grade along a track, and weight (kg), for runs, walks and hikes: VO2 · kg /
 * 1000 · 5 per minute, summed over the segments in motion. A steep descent counts as rest, 3.5 ml/kg/min. Walking
 * equation at 50–100 m/min, running equation above 134 m/min, a linear mix in between. Out of range if the mean speed
 * is. ACSM's Guidelines for Exercise Testing and Prescription.
 */
export function energyFromSegments(input: EnergyInput): MethodResult | undefined {
  const { sport, weightKg, distanceMeters, segments } = input;
  if (weightKg === null || segments === undefined || !isOnFoot(sport)) return undefined;
  const motion = { minutes: 0, meters: 0, oxygenMl: 0 };
  for (const segment of segments) {
    const minutes = segment.seconds / 60;
    const speed = segment.meters / minutes;
    if (!Number.isFinite(segment.grade) || !(speed >= STANDING_METERS_PER_MINUTE)) continue;
    motion.minutes += minutes;
    motion.meters += segment.meters;
    motion.oxygenMl += oxygenPerMinute(sport, speed, segment.grade) * minutes;
  }
  if (motion.minutes === 0 || motion.meters < (distanceMeters ?? 0) * LEAST_COVERAGE) return undefined;
  return {
    grossKcal: ((motion.oxygenMl * weightKg) / 1000) * KCAL_PER_LITER_OXYGEN,
    method: 'acsm',
    inputs: { weightKg, seconds: motion.minutes * 60, meters: motion.meters },
    version: ENERGY_VERSIONS.acsm,
    outOfRange: liesOutsideRange(sport, motion.meters / motion.minutes),
  };
}

const isOnFoot = (sport: Sport): boolean => sport === 'run' || sport === 'walk' || sport === 'hike';

function oxygenPerMinute(sport: Sport, speed: number, grade: GradeSegment['grade']): number {
  const { from, to } = sport === 'run' ? TRANSITION.run : TRANSITION.onFoot;
  const runningShare = Math.max(0, Math.min(1, (speed - from) / (to - from)));
  const walking = 0.1 * speed + 1.8 * speed * grade;
  const running = 0.2 * speed + 0.9 * speed * grade;
  return RESTING_VO2 + Math.max(0, walking + runningShare * (running - walking));
}

const liesOutsideRange = (sport: Sport, speed: number): boolean =>
  sport === 'run'
    ? speed < SLOWEST_RUN_METERS_PER_MINUTE
    : speed < WALK_RANGE.least || speed > WALK_RANGE.most;
