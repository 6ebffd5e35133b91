import { emptyPoint, type RecordedActivity, type RecordedPoint } from './recorded-activity.ts';
import { isIndoorLabel, sportOfLabel } from './sport-labels.ts';
import { tcxTotals, type TcxLap } from './tcx-totals.ts';
import type { XmlRecordingReader } from './xml-reader.ts';
import { parseInstant, parseReading } from './xml-values.ts';

interface TcxActivity {
  sport: string;
  laps: TcxLap[];
  points: RecordedPoint[];
  untimedSamples: number;
}

/**
 * Reads TCX (Training Center Database v2): each `<Activity>`, also in a multisport session, with all laps and tracks.
 * Courses and planned workouts are no recordings. `Sport="Other"` and unknown sports are `other`.
 */
export const createTcxReader = (countPoint: () => void): XmlRecordingReader => {
  const activities: TcxActivity[] = [];
  let activity: TcxActivity | undefined;
  let lap: TcxLap | undefined;
  let point: RecordedPoint | undefined;
  let afterBreak = false;

  return {
    open: (name, attributes) => {
      if (name === 'Activity') {
        activity = { sport: attributes['Sport'] ?? '', laps: [], points: [], untimedSamples: 0 };
        activities.push(activity);
      } else if (name === 'Lap' && activity !== undefined) {
        lap = newLap(parseInstant(attributes['StartTime'] ?? ''));
        activity.laps.push(lap);
      } else if (name === 'Track') {
        afterBreak = true;
      } else if (name === 'Trackpoint' && activity !== undefined) {
        countPoint();
        point = emptyPoint();
        point.afterBreak = afterBreak;
        afterBreak = false;
      }
    },
    close: (name, text, parent) => {
      if (name === 'Activity') activity = undefined;
      else if (name === 'Lap') lap = undefined;
      else if (name === 'Trackpoint') {
        if (activity && point && Number.isNaN(point.timeMs)) activity.untimedSamples += 1;
        else if (point) activity?.points.push(point);
        point = undefined;
      } else if (point !== undefined) readPointField(point, name, text, parent);
      else if (lap !== undefined) readLapField(lap, name, text, parent);
    },
    activities: () => activities.filter(isRecorded).map(toRecordedActivity),
  };
};

const isRecorded = ({ points, laps }: TcxActivity): boolean =>
  points.length > 0 || laps.some((lap) => lap.timerSeconds > 0 && !Number.isNaN(lap.startMs));

const toRecordedActivity = ({ sport, laps, points, untimedSamples }: TcxActivity): RecordedActivity => ({
  sport: sportOfLabel(sport) ?? 'other',
  isIndoor: isIndoorLabel(sport),
  title: null,
  points,
  untimedSamples,
  totals: tcxTotals(laps),
});

const newLap = (startMs: number): TcxLap => ({
  startMs,
  timerSeconds: NaN,
  distanceMeters: NaN,
  energyKcal: NaN,
  averageHeartRate: NaN,
  maxHeartRate: NaN,
});

const readPointField = (point: RecordedPoint, name: string, text: string, parent: string): void => {
  if (name === 'Time') point.timeMs = parseInstant(text);
  else if (name === 'LatitudeDegrees') point.latitude = parseReading(text);
  else if (name === 'LongitudeDegrees') point.longitude = parseReading(text);
  else if (name === 'AltitudeMeters') point.elevationMeters = parseReading(text);
  else if (name === 'DistanceMeters') point.distanceMeters = parseReading(text);
  else if (name === 'Value' && parent === 'HeartRateBpm') point.heartRate = parseReading(text);
  // RunCadence and Watts are in Garmin's ActivityExtension v2.
  else if (name === 'Cadence' || name === 'RunCadence') point.cadence = parseReading(text);
  else if (name === 'Watts') point.powerWatts = parseReading(text);
};

const readLapField = (lap: TcxLap, name: string, text: string, parent: string): void => {
  if (name === 'TotalTimeSeconds') lap.timerSeconds = parseReading(text);
  else if (name === 'DistanceMeters') lap.distanceMeters = parseReading(text);
  else if (name === 'Calories') lap.energyKcal = parseReading(text);
  else if (name === 'Value' && parent === 'AverageHeartRateBpm') lap.averageHeartRate = parseReading(text);
  else if (name === 'Value' && parent === 'MaximumHeartRateBpm') lap.maxHeartRate = parseReading(text);
};
