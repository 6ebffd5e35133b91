import { cancellationSignal, log } from '@temporalio/activity';
import { acceptWorkouts, type SaveOutcome } from '../db/accept/acceptance.ts';
import { appendEvents } from '../db/events/events.ts';
import { holdUnerased } from '../db/athletes/erasure.ts';
import { withTransaction, type Pool, type Transaction } from '../db/pool.ts';
import {
  beginUpload,
  endUpload,
  getUploadEnd,
  type UploadContent,
  type UploadEnd,
} from '../db/imports/upload-results.ts';
import { lockAthletes } from '../db/workouts/workout-refs.ts';
import { insertTracks } from '../db/workouts/workout-tracks.ts';
import { RecordingRejected, type RecordedWorkout, type Recording } from '../domain/recording.ts';
import type { ActivityDependencies } from './dependencies.ts';
import { beat, handedOn, handOn } from './giving-up.ts';
import { ParsingTimedOut } from './recording/parse-outcome.ts';
import { parseRecording } from './recording/parse-recording.ts';

/** Counts and codes only: this is what the history shows. */
export interface ReadRecordingResult {
  status: string;
  format: string | null;
  /** Workouts that came of the file, each of which now goes its own way. */
  workouts: number;
  /** The slug of what was wrong with the file. */
  problem: string | null;
}

/** So often a file may take too long: on a busy machine that says nothing of it, and each time but the first it is alone. */
const MOST_TIMEOUTS = 3;

/** What an attempt tells the next one, by heartbeat. */
interface Progress {
  timeouts: number;
}
const timeoutsUntilNow = (): number => (handedOn() as Progress | undefined)?.timeouts ?? 0;

interface ReadRecordingDependencies extends Pick<ActivityDependencies, 'pool'> {
  parse?: typeof parseRecording;
}

/**
 * Reads an uploaded file and accepts what it holds, all of it or nothing. A broken file ends the upload as failed, with
 * the reason. A failure of ours never does: the upload stays `processing` and is tried again, without a limit.
 */
export const createReadRecording =
  ({ pool, parse = parseRecording }: ReadRecordingDependencies) =>
  async ({ uploadId }: { uploadId: string }): Promise<ReadRecordingResult> => {
    try {
      const upload = await beginUpload(pool, uploadId);
      if (upload) await readUpload({ pool, parse }, uploadId, upload);
      return await getUploadEnd(pool, uploadId);
    } catch (error) {
      const timeouts = timeoutsUntilNow() + (error instanceof ParsingTimedOut ? 1 : 0);
      handOn(error, { timeouts } satisfies Progress);
      log.warn('A recording could not be read; it is tried again', { uploadId, error });
      throw error;
    }
  };

async function readUpload(
  { pool, parse }: Required<ReadRecordingDependencies>,
  uploadId: string,
  upload: UploadContent,
): Promise<void> {
  try {
    const recording = await parseWithSecondChance(parse, upload.content);
    await withTransaction(pool, (tx) => acceptRecording(tx, uploadId, upload, recording));
  } catch (error) {
    if (!(error instanceof RecordingRejected)) throw error;
    // An import raises no event but its own.
    const told = upload.importId === null ? upload.athleteUuid : undefined;
    await failUpload(pool, uploadId, error, told);
  }
}

/** @throws ParsingTimedOut, to be tried again, until it has been too often */
async function parseWithSecondChance(parse: typeof parseRecording, content: Uint8Array): Promise<Recording> {
  const timeouts = timeoutsUntilNow();
  try {
    return await parse(content, {
      signal: cancellationSignal(),
      onProgress: () => beat({ timeouts } satisfies Progress),
      isSuspect: timeouts > 0,
    });
  } catch (error) {
    if (!(error instanceof ParsingTimedOut)) throw error;
    if (timeouts + 1 >= MOST_TIMEOUTS) throw new RecordingRejected('recording-timeout', error.message);
    throw error;
  }
}

async function acceptRecording(
  tx: Transaction,
  uploadId: string,
  { appId, athleteUuid, athleteId, priority, importId }: UploadContent,
  { format, workouts }: Recording,
): Promise<void> {
  // The id may be a new athlete's by now, whose workouts these are not.
  if (!(await holdUnerased(tx, athleteUuid))) return;
  const outcomes = await acceptWorkouts(tx, {
    appId,
    saves: workouts.map(({ facts }) => ({
      submission: { athleteId, ...facts },
      idempotencyKey: null,
      uploadId,
      ...(importId === null ? {} : { importId }),
    })),
    priority,
  });
  const ended = await endUpload(tx, uploadId, {
    status: 'processed',
    format,
    problem: duplicatesIn(outcomes),
  });
  if (!ended) throw new UploadEnded();
  await insertTracks(
    tx,
    outcomes.flatMap((outcome, index) => acceptedTrackOf(outcome, workouts[index]!)),
  );
}

/** Another attempt was faster; rolling back leaves its work as the only one. Then tried again, to find it so. */
class UploadEnded extends Error {
  readonly code = '40001';
}

const acceptedTrackOf = (outcome: SaveOutcome, { track }: RecordedWorkout) =>
  outcome.kind === 'accepted' && track ? [{ workoutId: outcome.workoutId, track }] : [];

function duplicatesIn(outcomes: readonly SaveOutcome[]): UploadEnd['problem'] {
  const workoutIds = outcomes.flatMap((outcome) =>
    outcome.kind === 'duplicate' || outcome.kind === 'replayed' ? [outcome.workoutId] : [],
  );
  if (workoutIds.length === 0) return null;
  return {
    type: '/problems/duplicate-workout',
    title: 'Duplicate workout',
    detail: 'The athlete already has a workout of this sport with this start and duration.',
    workoutIds,
  };
}

async function failUpload(
  pool: Pool,
  uploadId: string,
  { code, detail }: RecordingRejected,
  athleteUuid?: string,
): Promise<void> {
  await withTransaction(pool, async (tx) => {
    if (athleteUuid) await lockAthletes(tx, [athleteUuid]);
    const problem = { type: `/problems/${code}`, title: 'The recording cannot be read', detail };
    const ended = await endUpload(tx, uploadId, { status: 'failed', format: null, problem });
    if (ended && athleteUuid) {
      await appendEvents(tx, [{ athleteUuid, type: 'upload.failed', data: { uploadId, problem: code } }]);
    }
  });
}
