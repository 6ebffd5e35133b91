import { proxyActivities, setCurrentDetails } from '@temporalio/workflow';
import type { Activities } from '../activities/index.ts';
import type { ReadRecordingResult } from '../activities/read-recording.ts';
import { fileParsing } from './activity-profiles.ts';

const { readRecording } = proxyActivities<Pick<Activities, 'readRecording'>>({
  ...fileParsing,
  summary: 'Read the recording and accept the workouts in it',
});

/** Processes an upload after the 202: reads the file and accepts each workout in it. */
export async function ProcessUpload({
  uploadId,
}: {
  uploadId: string;
}): Promise<ReadRecordingResult & { uploadId: string }> {
  const result = await readRecording({ uploadId });
  setCurrentDetails(
    result.status === 'failed'
      ? `The recording cannot be read: \`${result.problem}\`.`
      : `Read as ${result.format}: ${result.workouts} workout${result.workouts === 1 ? '' : 's'} accepted.`,
  );
  return { uploadId, ...result };
}
