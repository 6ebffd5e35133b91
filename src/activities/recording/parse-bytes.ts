import {
  MAX_RECORDED_WORKOUTS,
  RecordingRejected,
  type FileLabels,
  type Recording,
  type RecordingFormat,
} from '../../domain/recording.ts';
import { buildWorkout } from './build-workout.ts';
import { readFit } from './fit.ts';
import { isFit } from './fit-frame.ts';
import { inflate, isGzip } from './inflate.ts';
import { isIndoorLabel, sportOfLabel } from './sport-labels.ts';
import { titleOf } from './title.ts';
import type { RecordedActivity } from './recorded-activity.ts';
import { looksLikeXml } from './xml-text.ts';
import { readXmlRecording } from './xml-recording.ts';

/**
 * Parses a file synchronously; `parseRecording` does it off the event loop. The content determines the format, not the
 * name.
 * @throws RecordingRejected if the file is at fault
 */
export const parseBytes = (bytes: Uint8Array, labels?: FileLabels | null): Recording => {
  const { format, activities } = readActivities(isGzip(bytes) ? inflate(bytes) : bytes);
  if (activities.length === 0) {
    throw new RecordingRejected('recording-without-time', 'It has no sample with a time and no total.');
  }
  if (activities.length > MAX_RECORDED_WORKOUTS) {
    throw new RecordingRejected(
      'recording-too-large',
      `It has ${activities.length} activities; at most ${MAX_RECORDED_WORKOUTS} are allowed.`,
    );
  }
  const workouts = activities.map((activity) => buildWorkout(labelled(activity, activities.length, labels)));
  return { format, workouts };
};

/** Applies labels, which replace the file's own sport and title. A file with several activities keeps their sports. */
const labelled = (
  activity: RecordedActivity,
  activities: number,
  labels: FileLabels | null | undefined,
): RecordedActivity => ({
  ...activity,
  sport: (activities === 1 && labels && sportOfLabel(labels.sport)) || activity.sport,
  isIndoor: activity.isIndoor || isIndoorLabel(labels?.sport ?? ''),
  title: titleOf(labels?.title ?? '') ?? activity.title,
});

const readActivities = (bytes: Uint8Array): { format: RecordingFormat; activities: RecordedActivity[] } => {
  if (isFit(bytes)) return { format: 'fit', activities: readFit(bytes) };
  if (looksLikeXml(bytes)) return readXmlRecording(bytes);
  throw new RecordingRejected('recording-not-recognised', whatItIs(bytes));
};

const whatItIs = (bytes: Uint8Array): string => {
  if (bytes.length === 0) return 'The file is empty.';
  if (isGzip(bytes)) return 'It is compressed twice.';
  if (bytes[0] === 0x50 && bytes[1] === 0x4b) return 'It is a zip archive. Send it to /v1/imports.';
  return 'Its content is not GPX, TCX or FIT.';
};
