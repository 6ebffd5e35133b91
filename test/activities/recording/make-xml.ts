/** One sample as the XML makers write it; what is absent is not written. */
export interface XmlPoint {
  time?: string;
  latitude?: number;
  longitude?: number;
  elevation?: number;
  distance?: number;
  heartRate?: number;
  cadence?: number;
  power?: number;
}

export interface XmlTrack {
  name?: string;
  type?: string;
  segments: XmlPoint[][];
}

const element = (name: string, value: string | number | undefined): string =>
  value === undefined ? '' : `<${name}>${value}</${name}>`;

/** A GPX 1.1 file with Garmin's TrackPointExtension v2 and the plain `power`. */
export const gpxFile = (tracks: XmlTrack[], head = ''): Buffer =>
  Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>
<gpx version="1.1" creator="test" xmlns="http://www.topografix.com/GPX/1/1"
 xmlns:ns3="http://www.garmin.com/xmlschemas/TrackPointExtension/v2">${head}
${tracks.map(gpxTrack).join('\n')}
</gpx>`);

const gpxTrack = ({ name, type, segments }: XmlTrack): string =>
  `<trk>${element('name', name)}${element('type', type)}${segments
    .map((points) => `<trkseg>${points.map(gpxPoint).join('\n')}</trkseg>`)
    .join('\n')}</trk>`;

const gpxPoint = (point: XmlPoint): string =>
  `<trkpt lat="${point.latitude ?? ''}" lon="${point.longitude ?? ''}">${element('ele', point.elevation)}` +
  `${element('time', point.time)}<extensions>${element('power', point.power)}<ns3:TrackPointExtension>` +
  `${element('ns3:hr', point.heartRate)}${element('ns3:cad', point.cadence)}` +
  `</ns3:TrackPointExtension></extensions></trkpt>`;

export interface XmlLap {
  start: string;
  timerSeconds?: number;
  distance?: number;
  calories?: number;
  averageHeartRate?: number;
  maxHeartRate?: number;
  tracks: XmlPoint[][];
}

/** A TCX v2 file, with Garmin's ActivityExtension for the watts. */
export const tcxFile = (activities: { sport: string; laps: XmlLap[] }[]): Buffer =>
  Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>
<TrainingCenterDatabase xmlns="http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2"
 xmlns:ns3="http://www.garmin.com/xmlschemas/ActivityExtension/v2"><Activities>
${activities
  .map(({ sport, laps }) => `<Activity Sport="${sport}"><Id>x</Id>${laps.map(tcxLap).join('\n')}</Activity>`)
  .join('\n')}
</Activities></TrainingCenterDatabase>`);

const tcxLap = (lap: XmlLap): string =>
  `<Lap StartTime="${lap.start}">${element('TotalTimeSeconds', lap.timerSeconds)}` +
  `${element('DistanceMeters', lap.distance)}${element('Calories', lap.calories)}` +
  `${heartRate('AverageHeartRateBpm', lap.averageHeartRate)}${heartRate('MaximumHeartRateBpm', lap.maxHeartRate)}` +
  `${lap.tracks.map((points) => `<Track>${points.map(tcxPoint).join('\n')}</Track>`).join('')}</Lap>`;

const heartRate = (name: string, value: number | undefined): string =>
  value === undefined ? '' : `<${name}><Value>${value}</Value></${name}>`;

const tcxPoint = (point: XmlPoint): string =>
  `<Trackpoint>${element('Time', point.time)}${
    point.latitude === undefined
      ? ''
      : `<Position>${element('LatitudeDegrees', point.latitude)}${element('LongitudeDegrees', point.longitude)}</Position>`
  }${element('AltitudeMeters', point.elevation)}${element('DistanceMeters', point.distance)}` +
  `${heartRate('HeartRateBpm', point.heartRate)}${element('Cadence', point.cadence)}` +
  `<Extensions><ns3:TPX>${element('ns3:Watts', point.power)}</ns3:TPX></Extensions></Trackpoint>`;

/** `count` points, one a second, 3 m further north each, from an ISO time. */
export const straightPoints = (
  count: number,
  start = '2026-03-01T08:00:00Z',
  more: XmlPoint = {},
): XmlPoint[] =>
  Array.from({ length: count }, (_, index) => ({
    time: new Date(Date.parse(start) + 1000 * index).toISOString(),
    latitude: 48 + (3 * index) / 111_200,
    longitude: 11,
    ...more,
  }));
