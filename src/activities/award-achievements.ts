import { replaceAwards, replaceProgress } from '../db/awards.ts';
import { appendEvents } from '../db/events.ts';
import { listHistories } from '../db/histories.ts';
import { replaceRecords } from '../db/records.ts';
import { listImported } from '../db/workout-refs.ts';
import { achievementTitle } from '../domain/achievements/index.ts';
import type { AthleteEvent } from '../domain/events.ts';
import { standingsOf, type AthleteAward, type AthleteRecord } from '../domain/standing.ts';
import type { ActivityDependencies } from './dependencies.ts';
import { createStep } from './step.ts';

/** Awards what these athletes' workouts earned, once: the award's primary key makes a repeat a no-op. */
export const createAwardAchievements = (dependencies: Pick<ActivityDependencies, 'pool'>) =>
  createStep(dependencies, 'awardAchievements', async ({ tx, athleteUuids }) => {
    const histories = await listHistories(tx, athleteUuids, 'awardAchievements');
    const { awards, progress, records } = standingsOf(histories);
    const changes = await replaceAwards(tx, athleteUuids, awards);
    await replaceProgress(tx, athleteUuids, progress);
    const broken = await replaceRecords(tx, athleteUuids, records);
    const causes = [...changes.revoked, ...changes.earned, ...broken].map((change) => change.workoutId);
    const imported = await listImported(tx, causes);
    const told = ({ workoutId }: { workoutId: string }) => !imported.has(workoutId);
    await appendEvents(tx, [
      ...changes.revoked.filter(told).map(awardEvent('achievement.revoked')),
      ...changes.earned.filter(told).map(awardEvent('achievement.earned')),
      ...broken.filter(told).map(recordEvent),
    ]);
  });

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
