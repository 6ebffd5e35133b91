import { averageSpeed } from './speed.ts';
import type { Flag, Sport, WorkoutFacts } from './workout.ts';

/** The mean speeds in m/s above which a workout is not believed; sports without a bound cannot be too fast. */
const MAX_SPEED: Partial<Record<Sport, number>> = { run: 12, walk: 4, hike: 4, ride: 35, swim: 3, row: 8 };

/** The bound of a sport in m/s, the greatest speed that is still believed; Infinity where there is none. */
export const maxPlausibleSpeed = (sport: Sport): number => MAX_SPEED[sport] ?? Number.POSITIVE_INFINITY;

/**
 * What makes a workout implausible: a mean speed (distance over moving time, else over the duration) above its
 * sport's bound. A flagged workout is accepted and listed, but earns no award, no record and no rank.
 */
export const flagsOf = (
  facts: Pick<WorkoutFacts, 'sport' | 'durationSeconds' | 'movingSeconds' | 'distanceMeters'>,
): Flag[] => ((averageSpeed(facts) ?? 0) > maxPlausibleSpeed(facts.sport) ? ['implausible-speed'] : []);
