import type { AddressedAthlete } from '../../db/athletes/athletes.ts';
import { listStoredAwards } from '../../db/derived/awards.ts';
import type { Queryable } from '../../db/pool.ts';
import { getReport } from '../../db/reports/report-reads.ts';
import { findTrack } from '../../db/workouts/workout-tracks.ts';
import { getWorkout, type WorkoutView } from '../../db/workouts/workout-reads.ts';
import { ACHIEVEMENT_ICONS, presentAchievement } from '../../domain/achievements/index.ts';
import { NotFound } from '../../domain/errors.ts';
import { localDateOf } from '../../domain/local-time.ts';
import { fullDate, monthAndYear } from '../../web/calendar-names.ts';
import {
  climb,
  distance,
  hoursAndMinutes,
  inWords,
  kilocalories,
  wholeNumber,
} from '../../web/quantities.ts';
import { SPORT_NAMES } from '../../web/sport-names.ts';
import type { CardPayload } from './card-link.ts';
import type { StoredCard } from './prepare-card.ts';

/** Returns the reasons why only the app may show a workout; empty if anyone may. */
export const reasonsToHide = ({
  visibility,
  flags,
}: Pick<WorkoutView, 'visibility' | 'flags'>): CardPayload['hidden'] => [
  ...(visibility === 'private' ? (['private'] as const) : []),
  ...(flags.length > 0 ? (['flagged'] as const) : []),
];

/** Returns the workout that last earned an achievement. @throws NotFound if none did */
export async function findEarningWorkout(
  db: Queryable,
  { athleteUuid, achievementId }: { athleteUuid: string; achievementId: string },
): Promise<string> {
  const awards = await listStoredAwards(db, [athleteUuid]);
  const award = awards.findLast((earned) => earned.achievementId === achievementId);
  if (!award) throw new NotFound();
  return award.workoutId;
}

/**
 * Reads a card's content. `isStale`: the report of its month has not been rebuilt since a change.
 * @throws NotFound if there is nothing to show, or nothing that may be shown
 */
export async function readCard(
  db: Queryable,
  payload: CardPayload,
  athlete: AddressedAthlete,
): Promise<{ card: StoredCard; isStale: boolean }> {
  const name = athlete.displayName ?? '';
  if (payload.of === 'month') {
    const { isStale, ...content } = await monthCard(db, payload, athlete);
    return { card: { name, ...content }, isStale };
  }
  const workout = await getShownWorkout(db, payload);
  const content =
    payload.of === 'workout'
      ? await workoutCard(db, payload, workout, athlete)
      : await achievementCard(db, payload, workout);
  return { card: { name, ...content }, isStale: false };
}

type Content = Omit<StoredCard, 'name'>;

/** Returns the local day of a workout, which is also the day of what it earned. */
const dayOf = ({ startedAt, timeZone, athleteTimeZone }: WorkoutView): string =>
  fullDate(localDateOf(startedAt.toISOString(), timeZone ?? athleteTimeZone));

/** Returns the workout of a card, or the one that earned its achievement. @throws NotFound if it may not be shown */
async function getShownWorkout(
  db: Queryable,
  { app, athlete, id, workout = id, hidden }: CardPayload,
): Promise<WorkoutView> {
  const found = await getWorkout(db, { workoutId: workout, appId: app, athleteUuid: athlete });
  if (reasonsToHide(found).some((reason) => !hidden.includes(reason))) throw new NotFound();
  return found;
}

async function workoutCard(
  db: Queryable,
  { map }: CardPayload,
  workout: WorkoutView,
  { units }: AddressedAthlete,
): Promise<Content> {
  const sport = SPORT_NAMES[workout.sport];
  const points = map ? await findTrack(db, workout.workoutId) : undefined;
  const { distanceMeters, elevationGainMeters, energy } = workout;
  return {
    overline: `${sport} · ${dayOf(workout)}`,
    title: workout.title ?? '',
    otherwise: sport,
    art: points && { points, sport: workout.sport },
    figures: [
      ...(distanceMeters ? [{ label: 'Distance', value: inWords(distance(distanceMeters, units)) }] : []),
      { label: 'Moving time', value: hoursAndMinutes(workout.movingSeconds ?? workout.durationSeconds) },
      ...(energy ? [{ label: 'Energy', value: inWords(kilocalories(energy.grossKcal)) }] : []),
      ...(elevationGainMeters ? [{ label: 'Climb', value: inWords(climb(elevationGainMeters, units)) }] : []),
    ],
  };
}

async function achievementCard(
  db: Queryable,
  { athlete, id }: CardPayload,
  workout: WorkoutView,
): Promise<Content> {
  const awards = await listStoredAwards(db, [athlete]);
  const isEarned = awards.some(
    (award) => award.achievementId === id && award.workoutId === workout.workoutId,
  );
  if (!isEarned) throw new NotFound();
  const { title, icon } = presentAchievement(id);
  return {
    overline: `Achievement · ${dayOf(workout)}`,
    title,
    otherwise: '',
    art: { icon: icon in ACHIEVEMENT_ICONS ? icon : 'star' },
    figures: [],
  };
}

async function monthCard(
  db: Queryable,
  { athlete, id }: CardPayload,
  { units }: AddressedAthlete,
): Promise<Content & { isStale: boolean }> {
  const found = await getReport(db, { athleteUuid: athlete, month: id });
  if ('state' in found) throw new NotFound();
  const { totals, activeDays, days } = found.report;
  return {
    isStale: found.isStale,
    overline: `${activeDays} of ${days.length} days active`,
    title: monthAndYear(id),
    otherwise: '',
    art: undefined,
    figures: [
      ...(totals.distanceMeters > 0
        ? [{ label: 'Distance', value: inWords(distance(totals.distanceMeters, units)) }]
        : []),
      { label: 'Moving time', value: hoursAndMinutes(totals.movingSeconds) },
      { label: 'Workouts', value: wholeNumber(totals.workouts) },
      ...(totals.energyKcal > 0
        ? [{ label: 'Energy', value: inWords(kilocalories(totals.energyKcal)) }]
        : []),
    ],
  };
}
