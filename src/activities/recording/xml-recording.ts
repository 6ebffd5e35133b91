import { MAX_RECORDING_POINTS, RecordingRejected, type RecordingFormat } from '../../domain/recording.ts';
import { createGpxReader } from './gpx.ts';
import type { RecordedActivity } from './recorded-activity.ts';
import { createTcxReader } from './tcx.ts';
import { readXml, type XmlRecordingReader } from './xml-reader.ts';

/** Reads a GPX or TCX file, by its root element. @throws RecordingRejected */
export const readXmlRecording = (
  bytes: Uint8Array,
): { format: RecordingFormat; activities: RecordedActivity[] } => {
  let format: RecordingFormat = 'gpx';
  let reader: XmlRecordingReader | undefined;
  readXml(bytes, (root) => {
    const createReader = READERS.get(root);
    if (createReader === undefined) {
      throw new RecordingRejected(
        'recording-not-recognised',
        'It is XML, but its root element is neither gpx nor TrainingCenterDatabase.',
      );
    }
    format = createReader.format;
    reader = createReader.create(createPointCounter());
    return reader;
  });
  return { format, activities: reader?.activities() ?? [] };
};

const READERS = new Map<
  string,
  { format: RecordingFormat; create: (countPoint: () => void) => XmlRecordingReader }
>([
  ['gpx', { format: 'gpx', create: createGpxReader }],
  ['TrainingCenterDatabase', { format: 'tcx', create: createTcxReader }],
]);

const createPointCounter = () => {
  let points = 0;
  return () => {
    points += 1;
    if (points > MAX_RECORDING_POINTS) {
      throw new RecordingRejected(
        'recording-too-many-points',
        `It holds more than ${MAX_RECORDING_POINTS} points.`,
      );
    }
  };
};
