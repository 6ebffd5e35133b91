import { listAwards } from '../../db/derived/achievement-reads.ts';
import type { Queryable } from '../../db/pool.ts';
import { getReport } from '../../db/reports/report-reads.ts';
import { findTrack, type CardAthlete } from '../../db/workouts/card-reads.ts';
import { getWorkout, type WorkoutView } from '../../db/workouts/workout-reads.ts';
import { ACHIEVEMENT_ICONS, presentAchievement } from '../../domain/achievements/index.ts';
import { NotFound } from '../../domain/errors.ts';
import { localDateOf } from '../../domain/local-time.ts';
import { shareablePath } from '../../domain/track/shareable-path.ts';
import { fullDate, monthAndYear } from '../../web/calendar-names.ts';
import type { Card } from '../../web/cards/card.ts';
import { printable } from '../../web/fonts.ts';
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

/** Returns the reasons why only the app may show a workout; empty if anyone may. */
export const reasonsToHide = ({
  visibility,
  flags,
}: Pick<WorkoutView, 'visibility' | 'flags'>): CardPayload['hidden'] => [
  ...(visibility === 'private' ? (['private'] as const) : []),
  ...(flags.length > 0 ? (['flagged'] as const) : []),
];

/** @throws NotFound if there is nothing to show, or nothing that may be shown */
export async function readCard(db: Queryable, payload: CardPayload, athlete: CardAthlete): Promise<Card> {
  const name = printable(athlete.displayName ?? '', '');
  if (payload.of === 'workout') return { name, ...(await workoutCard(db, payload, athlete)) };
  if (payload.of === 'achievement') return { name, ...(await achievementCard(db, payload, athlete)) };
  return { name, ...(await monthCard(db, payload, athlete)) };
}

type Content = Omit<Card, 'name'>;

async function workoutCard(db: Queryable, payload: CardPayload, { units }: CardAthlete): Promise<Content> {
  const { app, athlete, id, map, hidden } = payload;
  const workout = await getWorkout(db, { workoutId: id, appId: app, athleteUuid: athlete });
  if (reasonsToHide(workout).some((reason) => !hidden.includes(reason))) throw new NotFound();
  const sport = SPORT_NAMES[workout.sport];
  const date = localDateOf(workout.startedAt.toISOString(), workout.timeZone ?? workout.athleteTimeZone);
  const track = map ? await findTrack(db, id) : undefined;
  const { distanceMeters, elevationGainMeters, energy } = workout;
  return {
    overline: `${sport} · ${fullDate(date)}`,
    title: printable(workout.title ?? '', sport),
    art: track && { route: shareablePath(track, workout.sport) },
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
  { timeZone }: CardAthlete,
): Promise<Content> {
  const awards = await listAwards(db, athlete);
  const award = awards.findLast(({ achievementId }) => achievementId === id);
  if (!award) throw new NotFound();
  const { title, icon } = presentAchievement(award.achievementId);
  return {
    overline: `Achievement · ${fullDate(localDateOf(award.earnedAt, timeZone))}`,
    title,
    art: { icon: icon in ACHIEVEMENT_ICONS ? icon : 'star' },
    figures: [],
  };
}

async function monthCard(
  db: Queryable,
  { athlete, id }: CardPayload,
  { units }: CardAthlete,
): Promise<Content> {
  const found = await getReport(db, { athleteUuid: athlete, month: id });
  if ('state' in found) throw new NotFound();
  const { totals, activeDays, days } = found.report;
  return {
    overline: `${activeDays} of ${days.length} days active`,
    title: monthAndYear(id),
    art: undefined,
    figures: [
      ...(totals.distanceMeters > 0
        ? [{ label: 'Distance', value: inWords(distance(totals.distanceMeters, units)) }]
        : []),
      { label: 'Moving time', value: hoursAndMinutes(totals.movingSeconds) },
      { label: 'Workouts', value: wholeNumber(totals.workouts) },
      { label: 'Energy', value: inWords(kilocalories(totals.energyKcal)) },
    ],
  };
}
