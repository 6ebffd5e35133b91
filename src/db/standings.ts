import { achievementTitle } from '../domain/achievements/index.ts';
import type { AthleteEvent } from '../domain/events.ts';
import {
  standingsOf,
  type AthleteAward,
  type AthleteRecord,
  type ContinuedHistory,
} from '../domain/standing.ts';
import { replaceAwards, replaceProgress } from './awards.ts';
import { appendEvents } from './events.ts';
import { listContinuedHistories, listHistories } from './histories.ts';
import type { Transaction } from './pool.ts';
import { replaceRecords } from './records.ts';
import { forgetStates, listStatesBefore, writeStates } from './standing-states.ts';
import { listImported, type CurrentWorkout } from './workout-refs.ts';

/** So many finished workouts are read again rather than that a state is written for each. */
const WORTH_A_STATE = 20;

interface Addition {
  athleteUuids: string[];
  workouts: readonly CurrentWorkout[];
  worthAState?: number | undefined;
}

/** Makes awards, progress and records what all of the athletes' workouts say, and tells them what has changed. */
export const replaceStandings = async (tx: Transaction, athleteUuids: string[]): Promise<void> =>
  writeStandings(tx, await listHistories(tx, athleteUuids, 'awardAchievements'));

/** The same after these workouts: of whom they only add to what is there, the history is read from where it was put down. */
export async function continueStandings(
  tx: Transaction,
  { athleteUuids, workouts, worthAState }: Addition,
): Promise<void> {
  const states = await listStatesBefore(tx, workouts);
  const whole = athleteUuids.filter((athleteUuid) => !states.has(athleteUuid));
  const histories = [
    ...(await listContinuedHistories(tx, states, 'awardAchievements')),
    ...(whole.length > 0 ? await listHistories(tx, whole, 'awardAchievements') : []),
  ];
  await writeStandings(tx, histories, worthAState);
}

async function writeStandings(
  tx: Transaction,
  histories: readonly ContinuedHistory[],
  worthAState = WORTH_A_STATE,
): Promise<void> {
  const athleteUuids = histories.map(({ athleteUuid }) => athleteUuid);
  const { awards, progress, records, states } = standingsOf(histories);
  const changes = await replaceAwards(tx, histories, awards);
  await replaceProgress(tx, athleteUuids, progress);
  const broken = await replaceRecords(tx, athleteUuids, records);
  const worthy = states.filter(({ taken }) => taken >= worthAState);
  const kept = new Set(
    [...histories.filter(({ from }) => from), ...worthy].map(({ athleteUuid }) => athleteUuid),
  );
  await forgetStates(
    tx,
    athleteUuids.filter((athleteUuid) => !kept.has(athleteUuid)),
  );
  await writeStates(tx, worthy);
  const causes = [...changes.revoked, ...changes.earned, ...broken].map((change) => change.workoutId);
  const imported = await listImported(tx, causes);
  const told = ({ workoutId }: { workoutId: string }) => !imported.has(workoutId);
  await appendEvents(tx, [
    ...changes.revoked.filter(told).map(awardEvent('achievement.revoked')),
    ...changes.earned.filter(told).map(awardEvent('achievement.earned')),
    ...broken.filter(told).map(recordEvent),
  ]);
}

const awardEvent =
  (type: 'achievement.earned' | 'achievement.revoked') =>
  ({ athleteUuid, achievementId, periodKey, workoutId, earnedAt }: AthleteAward): AthleteEvent => ({
    athleteUuid,
    type,
    data: {
      achievementId,
      title: achievementTitle(achievementId),
      ...(periodKey ? { periodKey } : {}),
      workoutId,
      earnedAt,
    },
  });

const recordEvent = ({ athleteUuid, achievedAt: _, ...record }: AthleteRecord): AthleteEvent => ({
  athleteUuid,
  type: 'record.broken',
  data: record,
});
