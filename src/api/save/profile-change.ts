import type { AthleteProfile } from '../../domain/athlete.ts';
import { localDateOf } from '../../domain/local-time.ts';
import { listLiveWorkoutIds, listWorkoutsWeighedBy, putWeight } from '../../db/athletes/athlete-weights.ts';
import { lockOrCreateAthlete, replaceProfile, type StoredAthlete } from '../../db/athletes/athletes.ts';
import { markAllReportsStale } from '../../db/reports/reports.ts';
import { enqueueRun } from '../../db/dispatch/enqueue.ts';
import type { Transaction } from '../../db/pool.ts';

interface ReplaceAthlete {
  appId: string;
  athleteId: string;
  /** The UUID of a new athlete: a retry of the transaction then recognizes it. */
  newUuid: string;
  profile: AthleteProfile;
  /** The weight from the athlete's local today. */
  weightKg: number | null;
}

/** Fields from which energy is computed. The time zone is separate: only some workouts use it. */
const ENERGY_FIELDS = [
  'sex',
  'birthDate',
  'heightCm',
  'restingHeartRate',
  'maxHeartRate',
  'vo2Max',
] as const satisfies readonly (keyof AthleteProfile)[];

/** Replaces the profile and reprocesses the workouts that depend on it, in one transaction. */
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
  // Reports store the training stress, which depends on the threshold power, and the month of each workout, which
  // depends on the time zone. Workouts are written before reports, as everywhere.
  if (athlete.ftpWatts !== profile.ftpWatts || athlete.timeZone !== profile.timeZone)
    await markAllReportsStale(tx, athleteUuid);
  return { created: athleteUuid === newUuid };
}

/** Sets a weight, and reprocesses the workouts that use it. */
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
