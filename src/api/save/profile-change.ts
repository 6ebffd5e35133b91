import type { AthleteProfile } from '../../domain/athlete.ts';
import { localDateOf } from '../../domain/local-time.ts';
import { listLiveWorkoutIds, listWorkoutsWeighedBy, putWeight } from '../../db/athletes/athlete-weights.ts';
import { lockOrCreateAthlete, replaceProfile, type StoredAthlete } from '../../db/athletes/athletes.ts';
import { markAllReportsStale } from '../../db/reports/report-months.ts';
import { enqueueRun } from '../../db/dispatch/enqueue.ts';
import type { Transaction } from '../../db/pool.ts';

interface ReplaceAthlete {
  appId: string;
  athleteId: string;
  /** The athlete's if it is not there yet: a repetition of the transaction then knows it for its own. */
  newUuid: string;
  profile: AthleteProfile;
  /** Enters a weight for the athlete's local today. */
  weightKg: number | null;
}

/** What the energy of a workout is told from. The time zone counts apart: only some workouts follow it. */
const ENERGY_FIELDS = [
  'sex',
  'birthDate',
  'heightCm',
  'restingHeartRate',
  'maxHeartRate',
  'vo2Max',
] as const satisfies readonly (keyof AthleteProfile)[];

/** Replaces the profile, and sends the workouts that it matters for through the steps once more, all in one. */
export async function replaceAthlete(
  tx: Transaction,
  { appId, athleteId, newUuid, profile, weightKg }: ReplaceAthlete,
): Promise<{ created: boolean }> {
  const athlete = await lockOrCreateAthlete(tx, { appId, athleteId, newUuid });
  const { athleteUuid } = athlete;
  await replaceProfile(tx, athleteUuid, profile);
  const concerned = new Set(await listConcerned(tx, athlete, profile));
  if (weightKg !== null) {
    const validFrom = localDateOf(new Date().toISOString(), profile.timeZone);
    for (const id of await enterWeight(tx, { athleteUuid, validFrom, weightKg })) concerned.add(id);
  }
  await enqueueRun(tx, { workoutIds: [...concerned], priority: 'bulk' });
  // The stress of each ride is told by today's threshold when it is read, and by another clock a workout may have left
  // its month; only reports have kept either. Behind the workouts, as in all that writes both.
  if (athlete.ftpWatts !== profile.ftpWatts || athlete.timeZone !== profile.timeZone)
    await markAllReportsStale(tx, athleteUuid);
  return { created: athleteUuid === newUuid };
}

/** Enters a weight, and tells which workouts read it. */
export async function enterWeight(
  tx: Transaction,
  entry: { athleteUuid: string; validFrom: string; weightKg: number },
): Promise<string[]> {
  return (await putWeight(tx, entry)) ? listWorkoutsWeighedBy(tx, entry) : [];
}

async function listConcerned(
  tx: Transaction,
  before: StoredAthlete,
  after: AthleteProfile,
): Promise<string[]> {
  const { athleteUuid } = before;
  if (ENERGY_FIELDS.some((field) => before[field] !== after[field])) {
    return listLiveWorkoutIds(tx, { athleteUuid, onAthletesClock: false });
  }
  if (before.timeZone !== after.timeZone) {
    return listLiveWorkoutIds(tx, { athleteUuid, onAthletesClock: true });
  }
  return [];
}
