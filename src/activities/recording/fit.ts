import FitParser, { type ParsedFit } from 'fit-file-parser';
import { RecordingRejected } from '../../domain/recording.ts';
import { isFit, openFitFrame } from './fit-frame.ts';
import { fitActivities, isActivity } from './fit-sessions.ts';
import { requireFewPoints, type RecordedActivity } from './recorded-activity.ts';

/**
 * Reads a FIT file, or several that are chained: one activity for each session, so that a multisport file gives
 * several. Chained files of another kind, such as settings, are passed over. Of developer fields those count that their app declares to be a native one.
 * @throws RecordingRejected truncated, malformed (also a checksum that does not match), or no recording (a course).
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
    requireFewPoints(points);
  } while (isFit(bytes, at));
  if (!areActivities)
    throw new RecordingRejected('recording-not-recognised', 'It is a FIT file, but of no recorded activity.');
  return activities;
};

/** `openFitFrame` has checked the sums; `force` keeps the parser from checking those of the masked copy. */
const decode = (file: Uint8Array<ArrayBuffer>): ParsedFit => {
  let parsed: ParsedFit | undefined;
  try {
    new FitParser({ mode: 'list', force: true }).parse(file.buffer, (_error, data) => {
      parsed = data;
    });
  } catch {
    // The parser's own words may repeat the file's.
  }
  if (parsed === undefined)
    throw new RecordingRejected('recording-malformed', 'A FIT message cannot be decoded.');
  return parsed;
};
