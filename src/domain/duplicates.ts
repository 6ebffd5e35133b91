import { groupBy } from './group-by.ts';
import { SPORTS, type Sport } from './workout.ts';

/** The facts that decide whether a workout is a duplicate. */
export interface DuplicateCandidate {
  workoutId: string;
  sport: Sport;
  /** ISO instant. */
  startedAt: string;
  durationSeconds: number;
  movingSeconds: number | null;
  /** 0 is unknown, like null. */
  distanceMeters: number | null;
  hasHeartRate: boolean;
  hasPower: boolean;
  hasTrack: boolean;
  /** Decides between workouts that are otherwise equal, in the same way on every machine. */
  contentHash: string;
  /** The athlete keeps it: it is never a duplicate, though others may be duplicates of it. */
  keptByAthlete?: boolean;
}

interface Timed extends DuplicateCandidate {
  start: number;
  end: number;
  /** The device recorded for long after the athlete had stopped. */
  wasLeftRunning: boolean;
}

const LEAST_OVERLAP_SHARE = 0.5;
const MOST_DISTANCE_SHARE = 0.1;
/** A longer multiple of another recording of the same workout was left running. */
const LEFT_RUNNING_SHARE = 1.5;
/** The moving times of two devices differ by at most this factor. */
const MOVING_TOLERANCE = 1.1;

/** Groups sports under which two devices may record the same workout; `other` matches any. */
const FAMILY: Record<Sport, string> = {
  run: 'on foot',
  walk: 'on foot',
  hike: 'on foot',
  ride: 'by bicycle',
  indoor_ride: 'by bicycle',
  swim: 'swim',
  row: 'row',
  strength: 'strength',
  yoga: 'yoga',
  other: 'any',
};

/**
 * Finds duplicates among the workouts of one athlete, such as one run from a watch and from a phone. They are the same
 * workout if the sports are related and the overlap is at least half of the shorter one. The distances must be within
 * 10 % of the longer one, or one is unknown. The preferred copy is kept (`byPreference`); each workout is compared with
 * kept ones only. The order of arrival does not matter.
 * @returns the id of the kept workout by the id of each duplicate
 */
export function settleDuplicates(candidates: readonly DuplicateCandidate[]): Map<string, string> {
  return new Map(overlappingGroups(candidates).flatMap(settleGroup));
}

/** Finds duplicates of many athletes: a workout is only compared with others of its athlete. */
export function settleDuplicatesOfAthletes(
  candidates: readonly (DuplicateCandidate & { athleteUuid: string })[],
): Map<string, string> {
  const byAthlete = groupBy(candidates, (candidate) => candidate.athleteUuid);
  return new Map([...byAthlete.values()].flatMap((own) => [...settleDuplicates(own)]));
}

function settleGroup(group: Timed[]): [string, string][] {
  for (const candidate of group) candidate.wasLeftRunning = wasLeftRunning(candidate, group);
  const kept: Timed[] = [];
  const duplicates: [string, string][] = [];
  for (const candidate of group.toSorted(byPreference)) {
    const original = candidate.keptByAthlete ? undefined : kept.find((other) => isSame(candidate, other));
    if (original) duplicates.push([candidate.workoutId, original.workoutId]);
    else kept.push(candidate);
  }
  return duplicates;
}

/** Returns whether another copy had the same distance or moving time in much less time. */
const wasLeftRunning = (candidate: Timed, group: readonly Timed[]): boolean =>
  group.some(
    (other) =>
      candidate.durationSeconds > LEFT_RUNNING_SHARE * other.durationSeconds &&
      isSame(candidate, other) &&
      (Boolean(candidate.distanceMeters && other.distanceMeters) ||
        Boolean(
          candidate.movingSeconds && candidate.movingSeconds <= MOVING_TOLERANCE * other.durationSeconds,
        )),
  );

const isSame = (a: Timed, b: Timed): boolean =>
  sportsAreRelated(a, b) && overlapSuffices(a, b) && distancesAgree(a, b);

const sportsAreRelated = ({ sport: a }: Timed, { sport: b }: Timed): boolean =>
  a === 'other' || b === 'other' || FAMILY[a] === FAMILY[b];

function overlapSuffices(a: Timed, b: Timed): boolean {
  const overlap = Math.min(a.end, b.end) - Math.max(a.start, b.start);
  return overlap > 0 && overlap >= LEAST_OVERLAP_SHARE * Math.min(a.end - a.start, b.end - b.start);
}

function distancesAgree({ distanceMeters: a }: Timed, { distanceMeters: b }: Timed): boolean {
  if (!a || !b) return true;
  return Math.abs(a - b) <= MOST_DISTANCE_SHARE * Math.max(a, b);
}

const byPreference = (a: Timed, b: Timed): number =>
  Number(a.wasLeftRunning) - Number(b.wasLeftRunning) ||
  Number(b.hasHeartRate) - Number(a.hasHeartRate) ||
  Number(b.hasPower) - Number(a.hasPower) ||
  Number(b.hasTrack) - Number(a.hasTrack) ||
  b.durationSeconds - a.durationSeconds ||
  a.start - b.start ||
  (b.distanceMeters ?? -1) - (a.distanceMeters ?? -1) ||
  SPORTS.indexOf(a.sport) - SPORTS.indexOf(b.sport) ||
  compareText(a.contentHash, b.contentHash) ||
  compareText(a.workoutId, b.workoutId);

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Groups workouts without a gap between them. Only these can overlap, so few pairs are compared. */
function overlappingGroups(candidates: readonly DuplicateCandidate[]): Timed[][] {
  const groups: Timed[][] = [];
  const timed = candidates.map((candidate): Timed => {
    const start = Date.parse(candidate.startedAt);
    return { ...candidate, start, end: start + candidate.durationSeconds * 1000, wasLeftRunning: false };
  });
  let until = Number.NEGATIVE_INFINITY;
  for (const candidate of timed.sort((a, b) => a.start - b.start)) {
    if (candidate.start < until) groups.at(-1)!.push(candidate);
    else groups.push([candidate]);
    until = Math.max(until, candidate.end);
  }
  return groups;
}
