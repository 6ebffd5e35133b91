import FitParser, { type ParsedFit } from 'fit-file-parser';
import { MAX_RECORDING_POINTS, RecordingRejected } from '../../domain/recording.ts';
import { isFit, openFitFrame } from './fit-frame.ts';
import { fitActivities, isActivity } from './fit-sessions.ts';
import type { RecordedActivity } from './recorded-activity.ts';

export { isFit };

/**
 * Reads a FIT file, or several chained ones: one activity per session, so several for a multisport file. Skips chained
 * files of other kinds, such as settings. Reads developer fields only if their app declares them as native ones.
 * @throws RecordingRejected if the file is truncated, malformed (also by its checksum), or no recording (a course)
 */
export const readFit = (bytes: Uint8Array): RecordedActivity[] => {
  const activities: RecordedActivity[] = [];
  let points = 0;
  let at = 0;
  let areActivities = false;
  do {
    const { file, end } = openFitFrame(bytes, at);
    const fit = decode(file);
    at = end;
    if (!isActivity(fit)) continue;
    areActivities = true;
    for (const activity of fitActivities(fit)) {
      points += activity.points.length;
      activities.push(activity);
    }
    if (points > MAX_RECORDING_POINTS) {
      throw new RecordingRejected(
        'recording-too-many-points',
        `It holds more than ${MAX_RECORDING_POINTS} points.`,
      );
    }
  } while (isFit(bytes, at));
  if (!areActivities)
    throw new RecordingRejected('recording-not-recognised', 'It is a FIT file without a recorded activity.');
  return activities;
};

/** `openFitFrame` has checked the checksums. With `force` the parser does not check those of the copy. */
const decode = (file: Uint8Array<ArrayBuffer>): ParsedFit => {
  let parsed: ParsedFit | undefined;
  try {
    new FitParser({ mode: 'list', force: true }).parse(file.buffer, (_error, data) => {
      parsed = data;
    });
  } catch {
    // The parser's message may quote the file.
  }
  if (parsed === undefined)
    throw new RecordingRejected('recording-malformed', 'A FIT message cannot be decoded.');
  return parsed;
};
