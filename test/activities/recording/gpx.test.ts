import { describe, expect, test } from 'vitest';
import { parseBytes } from '../../../src/activities/recording/parse-bytes.ts';
import { gpxFile, straightPoints } from './make-xml.ts';

const only = (bytes: Uint8Array) => {
  const { format, workouts } = parseBytes(bytes);
  expect(format).toBe('gpx');
  expect(workouts).toHaveLength(1);
  const [workout] = workouts;
  if (workout?.track == null) throw new Error('a track was expected');
  return { facts: workout.facts, track: workout.track };
};

describe('a GPX file', () => {
  test('becomes facts and a track', () => {
    const points = straightPoints(61, '2026-03-01T09:00:00.250+01:00', {
      elevation: 500,
      heartRate: 150,
      cadence: 84,
      power: 210,
    });
    const { facts, track } = only(
      gpxFile([{ name: ' Morning &amp; run ', type: 'running', segments: [points] }]),
    );
    expect(facts).toEqual({
      sport: 'run',
      startedAt: '2026-03-01T08:00:00.250Z',
      durationSeconds: 60,
      movingSeconds: 60,
      distanceMeters: expect.closeTo(180, 0),
      elevationGainMeters: 0,
      averageHeartRate: 150,
      maxHeartRate: 150,
      averagePowerWatts: 210,
      energyKcal: null,
      timeZone: 'Europe/Berlin',
      title: 'Morning & run',
      visibility: 'public',
    });
    expect(track.seconds).toHaveLength(61);
    expect(track.seconds[60]).toBe(60);
    expect(track.distanceMeters[60]).toBeNaN();
    expect(track.cadence[0]).toBe(84);
  });

  test.each([
    ['running', 'Europe/Berlin'],
    // A game's positions are of another place than the athlete's.
    ['VirtualRun', null],
    ['virtual_ride', null],
  ])('recorded as %s has the time zone %s', (type, timeZone) => {
    const segments = [straightPoints(3, '2026-03-01T08:00:00Z')];
    expect(only(gpxFile([{ type, segments }])).facts.timeZone).toBe(timeZone);
  });

  test('has no time zone without a position', () => {
    const segments = [
      straightPoints(3, '2026-03-01T08:00:00Z').map(({ time }) => ({
        ...(time ? { time } : {}),
        heartRate: 99,
      })),
    ];
    expect(only(gpxFile([{ segments }])).facts.timeZone).toBeNull();
  });

  test.each([
    [
      'Garmin v1',
      '<x><gpxtpx:TrackPointExtension><gpxtpx:hr>150</gpxtpx:hr></gpxtpx:TrackPointExtension></x>',
    ],
    ['ClueTrust', '<gpxdata:hr>150</gpxdata:hr>'],
    ['plain', '<heartrate>150</heartrate>'],
  ])('reads heart rate as %s writes it, with the prefix declared or not', (_name, extension) => {
    const file = `<gpx><trk><trkseg>${[0, 1, 2]
      .map(
        (s) =>
          `<trkpt lat="1" lon="2"><time>2026-03-01T08:00:0${s}Z</time><extensions>${extension}</extensions></trkpt>`,
      )
      .join('')}</trkseg></trk></gpx>`;
    expect(only(Buffer.from(file)).facts.averageHeartRate).toBe(150);
  });

  test('takes the count of metres that ClueTrust writes', () => {
    const file = `<gpx><trk><trkseg>${[0, 4, 9]
      .map(
        (meters, s) =>
          `<trkpt lat="1" lon="2"><time>2026-03-01T08:00:0${s}Z</time><extensions><gpxdata:distance>${meters}</gpxdata:distance></extensions></trkpt>`,
      )
      .join('')}</trkseg></trk></gpx>`;
    expect(only(Buffer.from(file)).facts.distanceMeters).toBe(9);
  });

  test('without a type is of sport "other": nothing is guessed', () => {
    expect(only(gpxFile([{ segments: [straightPoints(9)] }])).facts.sport).toBe('other');
    expect(only(gpxFile([{ type: 'kite buggy', segments: [straightPoints(9)] }])).facts.sport).toBe('other');
  });

  test('takes the name of the file where the track has none, and a name in CDATA', () => {
    const head = '<metadata><name><![CDATA[A <b> day]]></name><author><name>Ann</name></author></metadata>';
    expect(only(gpxFile([{ segments: [straightPoints(9)] }], head)).facts.title).toBe('A <b> day');
  });

  test('all segments count; metres across a pause of over a minute do not', () => {
    const first = straightPoints(11);
    const later = straightPoints(11, '2026-03-01T08:10:00Z').map((p) => ({
      ...p,
      latitude: (p.latitude ?? 0) + 1,
    }));
    const { facts, track } = only(gpxFile([{ segments: [[], first, later] }]));
    expect(track.seconds).toHaveLength(22);
    expect(facts.durationSeconds).toBe(610);
    expect(facts.distanceMeters).toBeCloseTo(60, 0);
    expect(facts.movingSeconds).toBe(20);
  });

  test('metres across a segment that follows within a minute count', () => {
    const first = straightPoints(11);
    const next = straightPoints(22).slice(11);
    expect(only(gpxFile([{ segments: [first, next] }])).facts.distanceMeters).toBeCloseTo(63, 0);
  });

  test('out-of-order points are sorted, repeated times dropped, untimed ones too', () => {
    const points = straightPoints(20);
    const shuffled = [
      ...points.slice(10),
      ...points.slice(0, 10),
      ...points.slice(5, 6),
      { latitude: 1, longitude: 1 },
    ];
    const { facts, track } = only(gpxFile([{ segments: [shuffled] }]));
    expect(Array.from(track.seconds)).toEqual(Array.from({ length: 20 }, (_, i) => i));
    expect(facts.distanceMeters).toBeCloseTo(57, 0);
  });

  test('readings that no athlete has are left out', () => {
    const points = straightPoints(10).map((p, i) => ({ ...p, heartRate: i < 5 ? 0 : 300, power: -1 }));
    const { facts, track } = only(gpxFile([{ segments: [points] }]));
    expect(facts).toMatchObject({ averageHeartRate: null, maxHeartRate: null, averagePowerWatts: null });
    expect(track.heartRate.every(Number.isNaN)).toBe(true);
  });

  test('a receiver without a fix (0°, 0°) or off the globe has no position', () => {
    const points = straightPoints(10);
    points[0] = { ...points[0], latitude: 0, longitude: 0 };
    points[9] = { ...points[9], latitude: 91 };
    const { facts, track } = only(gpxFile([{ segments: [points] }]));
    expect(track.latitude[0]).toBeNaN();
    expect(track.longitude[9]).toBeNaN();
    expect(facts.distanceMeters).toBeCloseTo(21, 0);
  });
});

describe('several tracks in one GPX file', () => {
  const morning = straightPoints(10);
  const later = straightPoints(10, '2026-03-01T09:00:00Z');

  test('are one workout when they follow each other', () => {
    const { facts } = only(
      gpxFile([{ segments: [later] }, { type: 'hiking', name: 'Up', segments: [morning] }]),
    );
    expect(facts).toMatchObject({ sport: 'hike', title: 'Up', durationSeconds: 3609 });
  });

  test.each([
    [
      'of another sport',
      [
        { type: 'running', segments: [morning] },
        { type: 'cycling', segments: [later] },
      ],
    ],
    ['over 4 h apart', [{ segments: [morning] }, { segments: [straightPoints(9, '2026-03-01T12:01:00Z')] }]],
    [
      'at the same time',
      [{ segments: [morning] }, { segments: [straightPoints(9, '2026-03-01T08:00:05Z')] }],
    ],
  ])('are several workouts when they are %s', (_case, tracks) => {
    expect(parseBytes(gpxFile(tracks)).workouts).toHaveLength(2);
  });
});
