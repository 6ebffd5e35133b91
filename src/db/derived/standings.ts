import { presentAchievement } from '../../domain/achievements/index.ts';
import type { AthleteEvent } from '../../domain/events.ts';
import { standingsOf, type AthleteAward, type AthleteRecord } from '../../domain/standing.ts';
import { replaceAwards, replaceProgress } from './awards.ts';
import { appendEvents } from '../events/events.ts';
import { enqueueBadgeEmails } from '../notifications/emails.ts';
import { listHistories } from './histories.ts';
import type { Transaction } from '../pool.ts';
import { replaceRecords } from './records.ts';
import { listImported } from '../workouts/workout-refs.ts';

/** Recomputes awards, progress and records from all of the athletes' workouts, and notifies them of changes. */
export async function recomputeStandings(tx: Transaction, athleteUuids: string[]): Promise<void> {
  const histories = await listHistories(tx, athleteUuids, 'awardAchievements');
  const { awards, progress, records } = standingsOf(histories);
  const changes = await replaceAwards(tx, athleteUuids, awards);
  await replaceProgress(tx, athleteUuids, progress);
  const broken = await replaceRecords(tx, athleteUuids, records);
  const causes = [...changes.revoked, ...changes.earned, ...broken].map((change) => change.workoutId);
  const imported = await listImported(tx, causes);
  const isNotified = ({ workoutId }: { workoutId: string }) => !imported.has(workoutId);
  await appendEvents(tx, [
    ...changes.revoked.filter(isNotified).map(awardEvent('achievement.revoked')),
    ...changes.earned.filter(isNotified).map(awardEvent('achievement.earned')),
    ...broken.filter(isNotified).map(recordEvent),
  ]);
  await enqueueBadgeEmails(tx, changes.earned.filter(isNotified));
}

const awardEvent =
  (type: 'achievement.earned' | 'achievement.revoked') =>
  ({ athleteUuid, achievementId, periodKey, workoutId, earnedAt }: AthleteAward): AthleteEvent => ({
    athleteUuid,
    type,
    data: {
      achievementId,
      ...presentAchievement(achievementId),
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
