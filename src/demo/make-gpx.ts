import { simulateActivity, type SimulatedSample, type SimulationOptions } from './simulated-activity.ts';

const TYPE = { run: 'running', ride: 'cycling' };

/** Returns a GPX file of a simulated run or ride, as a watch writes it, with heart rate and cadence. */
export const makeGpx = ({ title, ...options }: SimulationOptions & { title?: string }): Uint8Array => {
  const name = title === undefined ? '' : `<name>${escapeXml(title)}</name>`;
  return Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>
<gpx version="1.1" creator="Afterburn demo" xmlns="http://www.topografix.com/GPX/1/1"
  xmlns:gpxtpx="http://www.garmin.com/xmlschemas/TrackPointExtension/v1">
<trk>${name}<type>${TYPE[options.sport]}</type><trkseg>
${simulateActivity(options).map(trackPoint).join('\n')}
</trkseg></trk>
</gpx>
`);
};

const trackPoint = (sample: SimulatedSample): string =>
  `<trkpt lat="${sample.latitude.toFixed(7)}" lon="${sample.longitude.toFixed(7)}">` +
  `<ele>${sample.elevationMeters.toFixed(1)}</ele><time>${new Date(sample.timeMs).toISOString()}</time>` +
  `<extensions><gpxtpx:TrackPointExtension><gpxtpx:hr>${Math.round(sample.heartRate)}</gpxtpx:hr>` +
  `<gpxtpx:cad>${sample.cadence}</gpxtpx:cad></gpxtpx:TrackPointExtension></extensions></trkpt>`;

const escapeXml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
