import { groupBy } from './group-by.ts';
import type { Sport } from './workout.ts';

/** A live workout of one athlete, as it is judged for being the same as another one. */
export interface DuplicateCandidate {
  workoutId: string;
  sport: Sport;
  /** ISO instant. */
  startedAt: string;
  durationSeconds: number;
  distanceMeters: number | null;
  hasTrack: boolean;
  /** Decides between workouts that are equal in all else; the same wherever and whenever it is computed. */
  contentHash: string;
  /** The athlete said that it is a workout of its own: it is never a duplicate, though others may be of it. */
  keptByAthlete?: boolean;
}

interface Timed extends DuplicateCandidate {
  start: number;
  end: number;
}

const LEAST_OVERLAP_SHARE = 0.5;
const MOST_DISTANCE_SHARE = 0.1;

/**
 * Which of one athlete's workouts is the same as which other, such as one run from a watch and from a phone: the same
 * sport, an overlap of at least half of the shorter one's time, and distances within 10 % of the longer one, or one
 * absent. Decided greedily in the order: has a track, longer, earlier start, farther, content hash; each is compared
 * with the kept ones only. A function of the set: the order of arrival does not matter.
 * @returns by the id of each duplicate the id of the kept workout that it repeats.
 */
export function settleDuplicates(candidates: readonly DuplicateCandidate[]): Map<string, string> {
  return new Map(overlappingGroups(candidates).flatMap(settleGroup));
}

/** The same for many athletes at once: a workout can only repeat one of its own athlete. */
export function settleDuplicatesOfAthletes(
  candidates: readonly (DuplicateCandidate & { athleteUuid: string })[],
): Map<string, string> {
  const byAthlete = groupBy(candidates, (candidate) => candidate.athleteUuid);
  return new Map([...byAthlete.values()].flatMap((own) => [...settleDuplicates(own)]));
}

function settleGroup(group: Timed[]): [string, string][] {
  const kept: Timed[] = [];
  const duplicates: [string, string][] = [];
  for (const candidate of group.toSorted(byPreference)) {
    const original = candidate.keptByAthlete ? undefined : kept.find((other) => isSame(candidate, other));
    if (original) duplicates.push([candidate.workoutId, original.workoutId]);
    else kept.push(candidate);
  }
  return duplicates;
}

const isSame = (a: Timed, b: Timed): boolean => overlapSuffices(a, b) && distancesAgree(a, b);

function overlapSuffices(a: Timed, b: Timed): boolean {
  const overlap = Math.min(a.end, b.end) - Math.max(a.start, b.start);
  return overlap > 0 && overlap >= LEAST_OVERLAP_SHARE * Math.min(a.end - a.start, b.end - b.start);
}

function distancesAgree({ distanceMeters: a }: Timed, { distanceMeters: b }: Timed): boolean {
  if (a === null || b === null) return true;
  return Math.abs(a - b) <= MOST_DISTANCE_SHARE * Math.max(a, b);
}

const byPreference = (a: Timed, b: Timed): number =>
  Number(b.hasTrack) - Number(a.hasTrack) ||
  b.durationSeconds - a.durationSeconds ||
  a.start - b.start ||
  (b.distanceMeters ?? -1) - (a.distanceMeters ?? -1) ||
  compareText(a.contentHash, b.contentHash) ||
  compareText(a.workoutId, b.workoutId);

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Only workouts of one sport in one unbroken stretch of time can be the same: so the pairs to compare stay few. */
function overlappingGroups(candidates: readonly DuplicateCandidate[]): Timed[][] {
  const groups: Timed[][] = [];
  const timed = candidates.map((candidate) => {
    const start = Date.parse(candidate.startedAt);
    return { ...candidate, start, end: start + candidate.durationSeconds * 1000 };
  });
  let until = Number.NEGATIVE_INFINITY;
  for (const candidate of timed.sort((a, b) => compareText(a.sport, b.sport) || a.start - b.start)) {
    const group = groups.at(-1);
    if (group && group[0]?.sport === candidate.sport && candidate.start < until) {
      group.push(candidate);
      until = Math.max(until, candidate.end);
    } else {
      groups.push([candidate]);
      until = candidate.end;
    }
  }
  return groups;
}
