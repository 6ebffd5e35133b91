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
import { attemptState, saveFailure, sendHeartbeat } from './failure-policy.ts';
import { ParsingTimedOut } from './recording/parse-outcome.ts';
import { parseRecording } from './recording/parse-recording.ts';

/** Counts and codes only, since the history shows them. */
export interface ReadRecordingResult {
  status: string;
  format: string | null;
  /** Workouts that were accepted from the file. */
  workouts: number;
  /** The slug of the problem with the file. */
  problem: string | null;
}

/**
 * Times that a file may exceed the time limit. The machine may be busy; from the second time on the file is read
 * alone.
 */
const MOST_TIMEOUTS = 3;

interface ReadRecordingDependencies extends Pick<ActivityDependencies, 'pool'> {
  parse?: typeof parseRecording;
}

/**
 * Reads an uploaded file and accepts all of its workouts or none. A broken file ends the upload as failed, with the
 * reason. A fault of the service never does: the upload stays `processing` and is retried without limit.
 */
export const createReadRecording =
  ({ pool, parse = parseRecording }: ReadRecordingDependencies) =>
  async ({ uploadId }: { uploadId: string }): Promise<ReadRecordingResult> => {
    try {
      const upload = await beginUpload(pool, uploadId);
      if (upload) await readUpload({ pool, parse }, uploadId, upload);
      return await getUploadEnd(pool, uploadId);
    } catch (error) {
      saveFailure(error, error instanceof ParsingTimedOut);
      log.warn('A recording could not be read; retrying', { uploadId, error });
      throw error;
    }
  };

async function readUpload(
  { pool, parse }: Required<ReadRecordingDependencies>,
  uploadId: string,
  upload: UploadContent,
): Promise<void> {
  try {
    const recording = await parseWithSecondChance(parse, upload);
    await withTransaction(pool, (tx) => acceptRecording(tx, uploadId, upload, recording));
  } catch (error) {
    if (!(error instanceof RecordingRejected)) throw error;
    // Uploads of an import send no event of their own.
    const notified = upload.importId === null ? upload.athleteUuid : undefined;
    await failUpload(pool, uploadId, error, notified);
  }
}

/** Parses the file. @throws ParsingTimedOut, to be retried, unless it has timed out too often */
async function parseWithSecondChance(
  parse: typeof parseRecording,
  { content, labels }: UploadContent,
): Promise<Recording> {
  const { timeouts } = attemptState();
  try {
    return await parse(content, {
      labels,
      signal: cancellationSignal(),
      onProgress: sendHeartbeat,
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
  // The athlete was erased; the id may belong to a new athlete.
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

/** Another attempt was faster. Rolling back keeps its result as the only one; the retry finds it. */
class UploadEnded extends Error {
  readonly code = '40001';
}

const acceptedTrackOf = (outcome: SaveOutcome, { track, leftOut }: RecordedWorkout) =>
  outcome.kind === 'accepted' && track ? [{ workoutId: outcome.workoutId, track, leftOut }] : [];

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
