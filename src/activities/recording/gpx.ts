import { gpxActivities, type GpxTrack } from './gpx-tracks.ts';
import { emptyPoint, type RecordedPoint } from './recorded-activity.ts';
import { isIndoorLabel, sportOfLabel } from './sport-labels.ts';
import { titleOf } from './title.ts';
import type { XmlRecordingReader } from './xml-reader.ts';
import { parseInstant, parseReading } from './xml-values.ts';

/**
 * Fields of sensors, anywhere inside a point: Garmin's TrackPointExtension v1 and v2 (hr, cad) and PowerExtension
 * (PowerInWatts), ClueTrust's gpxdata (hr, cadence, distance), and `power` of Strava and others.
 */
const SENSOR_FIELDS = new Map<string, 'heartRate' | 'cadence' | 'powerWatts'>([
  ['hr', 'heartRate'],
  ['heartrate', 'heartRate'],
  ['heart_rate', 'heartRate'],
  ['cad', 'cadence'],
  ['cadence', 'cadence'],
  ['RunCadence', 'cadence'],
  ['power', 'powerWatts'],
  ['watts', 'powerWatts'],
  ['PowerInWatts', 'powerWatts'],
]);

/**
 * Reads GPX 1.0 and 1.1: all tracks and segments, but no routes and waypoints, which are plans. `distance` in the
 * extensions of a point is ClueTrust's distance in metres.
 */
export const createGpxReader = (countPoint: () => void): XmlRecordingReader => {
  const tracks: GpxTrack[] = [];
  let fileTitle: string | null = null;
  let track: GpxTrack = newTrack();
  let point: RecordedPoint | undefined;
  let afterBreak = false;

  return {
    open: (name, attributes) => {
      if (name === 'trk') {
        track = newTrack();
        tracks.push(track);
      } else if (name === 'trkseg') {
        afterBreak = track.points.length > 0;
      } else if (name === 'trkpt') {
        countPoint();
        point = emptyPoint();
        point.latitude = parseReading(attributes['lat']);
        point.longitude = parseReading(attributes['lon']);
        point.afterBreak = afterBreak;
        afterBreak = false;
      }
    },
    close: (name, text, parent) => {
      if (name === 'trkpt') {
        if (point !== undefined && Number.isNaN(point.timeMs)) track.untimedSamples += 1;
        else if (point !== undefined) track.points.push(point);
        point = undefined;
      } else if (point !== undefined) {
        readPointField(point, name, text, parent);
      } else if (name === 'name' && parent === 'trk') {
        track.title = titleOf(text);
      } else if (name === 'type' && parent === 'trk') {
        track.sport = sportOfLabel(text) ?? 'other';
        track.isIndoor = isIndoorLabel(text);
      } else if (name === 'name' && (parent === 'metadata' || parent === 'gpx')) {
        fileTitle = titleOf(text);
      }
    },
    activities: () => gpxActivities(tracks, fileTitle),
  };
};

const newTrack = (): GpxTrack => ({
  title: null,
  sport: null,
  isIndoor: false,
  points: [],
  untimedSamples: 0,
});

const readPointField = (point: RecordedPoint, name: string, text: string, parent: string): void => {
  const sensor = SENSOR_FIELDS.get(name);
  if (sensor !== undefined) point[sensor] = parseReading(text);
  else if (name === 'time' && parent === 'trkpt') point.timeMs = parseInstant(text);
  else if (name === 'ele' && parent === 'trkpt') point.elevationMeters = parseReading(text);
  else if (name === 'distance' && parent === 'extensions') point.distanceMeters = parseReading(text);
};
