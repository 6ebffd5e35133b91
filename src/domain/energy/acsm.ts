import type { Sport } from '../workout.ts';
import type { EnergyBasis, EnergyInput, GradeSegment, MethodResult } from './energy-estimate.ts';
import { ENERGY_VERSIONS } from './versions.ts';

/** ml/kg/min of a body that stands. */
const RESTING_VO2 = 3.5;
const KCAL_PER_LITER_OXYGEN = 5;

/** Slower than this one stands; the time is not active. */
const STANDING_METERS_PER_MINUTE = 12;
/** The walking equation's range, m/min. */
const WALK_RANGE = { least: 50, most: 100 };
/** Below it nobody runs. */
const SLOWEST_RUN_METERS_PER_MINUTE = 80;
/**
 * Between these speeds in m/min the walking equation passes into the running one. A "run" slower than 4 mph is partly
 * walked, as its MET says; a walk beyond the walking equation's range costs more and more of what a run does, up to
 * 134 m/min, above which nobody walks.
 */
const TRANSITION = {
  run: { from: SLOWEST_RUN_METERS_PER_MINUTE, to: 107 },
  onFoot: { from: WALK_RANGE.most, to: 134 },
};

/** A track that lacks more than a tenth of the distance (a tunnel, a late start) would give too little energy. */
const LEAST_COVERAGE = 0.9;

export const ACSM_BASIS: EnergyBasis = {
  words: 'From speed and grade along the track, and weight: the oxygen that walking or running takes.',
  source: "ACSM's Guidelines for Exercise Testing and Prescription",
  outOfRange: 'The mean speed lies outside of the range of the equations.',
};

/**
 * From speed and grade along a track, and the weight in kg: VO2 · kg / 1000 · 5 kcal per minute, summed over the
 * segments in motion; never below the 3.5 ml/kg/min of rest, which a steep descent would give. For runs, walks, hikes.
 * ACSM's Guidelines for Exercise Testing and Prescription: walking 50–100 m/min; running above 134, or from 80 when
 * really running; a linear mix where one passes into the other. Out of range when the mean speed is.
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
