import { gzipSync } from 'node:zlib';
import { FitEncoder } from 'fit-file-parser/encoder';
import { describe, expect, test } from 'vitest';
import { parseBytes } from '../../../src/activities/recording/parse-bytes.ts';
import { MAX_RECORDING_POINTS, RecordingRejected } from '../../../src/domain/recording.ts';
import { fileId, fitFile, record, session } from './make-fit.ts';
import { gpxFile, straightPoints, tcxFile } from './make-xml.ts';

const SECRET = 'topsecret';
const rejectionOf = (bytes: Uint8Array | string): RecordingRejected => {
  try {
    parseBytes(typeof bytes === 'string' ? Buffer.from(bytes) : bytes);
  } catch (error) {
    if (error instanceof RecordingRejected) return error;
    throw error;
  }
  throw new Error('The file was taken.');
};
const gpx = (inner: string) => `<?xml version="1.0"?><gpx>${inner}</gpx>`;
const fit = () => fitFile([fileId(), record(0), record(9), session(0, 9, { sport: 'running' })]);
/** The file with a matching checksum again, after bytes of it were changed. */
const resealed = (file: Buffer): Buffer => {
  file.writeUInt16LE(FitEncoder.calculateCRC(file.subarray(0, -2)), file.length - 2);
  return file;
};

describe('what is no recording', () => {
  test.each([
    ['nothing', Buffer.alloc(0), /empty/],
    ['zeroes', Buffer.alloc(4096), /not GPX/],
    ['garbage', Buffer.from(Array.from({ length: 4096 }, (_, i) => (i * 2_654_435_761) >>> 24)), /not GPX/],
    ['text', Buffer.from('Lunch run, 10 km'), /not GPX/],
    ['a zip', Buffer.from('PK\u0003\u0004...............'), /imports/],
    ['gzip in gzip', gzipSync(gzipSync(gpx(''))), /twice/],
    ['other XML', Buffer.from(`<kml><${SECRET}/></kml>`), /root element/],
  ])('%s is not recognised', (_name, bytes, detail) => {
    expect(rejectionOf(bytes)).toMatchObject({
      code: 'recording-not-recognised',
      detail: expect.stringMatching(detail),
    });
  });

  test.each([
    ['a GPX without tracks', Buffer.from(gpx('<wpt lat="1" lon="2"/><rte><rtept lat="1" lon="2"/></rte>'))],
    [
      'a GPX without times',
      gpxFile([{ segments: [straightPoints(9).map((p) => ({ ...p, time: 'noon' }))] }]),
    ],
    ['one sample', gpxFile([{ segments: [straightPoints(1)] }])],
    ['a TCX without activities', tcxFile([])],
    ['a FIT without records and sessions', fitFile([fileId()])],
    ['a FIT without calendar time', fitFile([fileId(), [20, { timestamp: new Date(Date.UTC(1990, 1, 1)) }]])],
  ])('%s has no time', (_name, bytes) => {
    expect(rejectionOf(bytes).code).toBe('recording-without-time');
  });
});

describe('a broken file', () => {
  test.each([
    ['in a tag', gpx('<trk><trkseg><trkpt la').slice(0, -6)],
    ['between tags', gpx('<trk><trkseg>').slice(0, -6)],
    ['at once', '<?xml version="1.0"?>'],
  ])('that breaks off %s is truncated', (_name, text) => {
    expect(rejectionOf(text)).toMatchObject({
      code: 'recording-truncated',
      detail: expect.stringMatching(/^Line \d+, column \d+: the file ends early\.$/),
    });
  });

  test.each([
    [
      'crossed tags',
      gpx(`\n<trk><${SECRET}></trk></${SECRET}>`),
      /^Line 2, column \d+: unexpected close tag\.$/,
    ],
    ['an unknown entity', gpx(`<name>&${SECRET};</name>`), /undefined entity/],
    ['an entity of the parser’s own object', gpx('<name>&constructor;</name>'), /undefined entity/],
    ['an attribute twice', gpx(`<trk ${SECRET}="1" ${SECRET}="2"/>`), /duplicate attribute/],
    ['two roots', `${gpx('')}<${SECRET}/>`, /only one root/],
    ['an unknown encoding', `<?xml version="1.0" encoding="${SECRET}"?><gpx/>`, /encoding/],
  ])('with %s is malformed, and its words are not repeated', (_name, text, detail) => {
    const rejection = rejectionOf(text);
    expect(rejection).toMatchObject({ code: 'recording-malformed', detail: expect.stringMatching(detail) });
    expect(rejection.detail).not.toContain(SECRET);
  });

  test('that is not UTF-8 is malformed, with the place', () => {
    const bytes = Buffer.concat([
      Buffer.from('<gpx><name>'),
      Buffer.from([0xc3, 0x28]),
      Buffer.from('</name></gpx>'),
    ]);
    expect(rejectionOf(bytes)).toMatchObject({
      code: 'recording-malformed',
      detail: expect.stringMatching(/^Bytes 0 to 26 are not valid utf-8/),
    });
  });

  test('that ends within a character is malformed', () => {
    expect(rejectionOf(Buffer.from([...Buffer.from('<gpx>'), 0xe2, 0x82])).code).toBe('recording-malformed');
  });

  test.each([
    [
      'UTF-16 LE',
      Buffer.from(
        '\uFEFF' + gpxFile([{ name: 'Łódź', segments: [straightPoints(3)] }]).toString(),
        'utf16le',
      ),
    ],
    [
      'UTF-16 BE',
      Buffer.from(
        '\uFEFF' + gpxFile([{ name: 'Łódź', segments: [straightPoints(3)] }]).toString(),
        'utf16le',
      ).swap16(),
    ],
    [
      'UTF-8 with a mark',
      Buffer.from('\uFEFF' + gpxFile([{ name: 'Łódź', segments: [straightPoints(3)] }]).toString()),
    ],
  ])('is none in %s', (_name, bytes) => {
    expect(parseBytes(bytes).workouts[0]?.facts.title).toBe('Łódź');
  });

  test('is none in Latin-1 that says so', () => {
    const text = gpxFile([{ name: 'Zürich', segments: [straightPoints(3)] }]).toString();
    const latin1 = Buffer.from(text.replace('UTF-8', 'ISO-8859-1'), 'latin1');
    expect(parseBytes(latin1).workouts[0]?.facts.title).toBe('Zürich');
  });

  test('of gzip that breaks off, or is damaged, says which', () => {
    const packed = gzipSync(gpxFile([{ segments: [straightPoints(500)] }]));
    expect(rejectionOf(packed.subarray(0, 2000))).toMatchObject({
      code: 'recording-truncated',
      detail: 'The gzip stream ends early, at byte 2000.',
    });
    packed.fill(0xff, 1000, 1400);
    expect(rejectionOf(packed).code).toBe('recording-malformed');
  });

  test('of over 14 days is malformed', () => {
    const points = [straightPoints(2), straightPoints(2, '2026-03-16T08:00:00Z')].flat();
    expect(rejectionOf(gpxFile([{ segments: [points] }]))).toMatchObject({
      code: 'recording-malformed',
      detail: expect.stringContaining('at most 14'),
    });
  });
});

describe('a broken FIT file', () => {
  test('that is cut is truncated, wherever', () => {
    const file = fit();
    for (let length = 14; length < file.length; length += 1) {
      expect(rejectionOf(file.subarray(0, length))).toMatchObject({
        code: 'recording-truncated',
        detail: `The file ends early, at byte ${length}; its header announces ${file.length}.`,
      });
    }
  });

  test('with one bit flipped is malformed by its checksum', () => {
    const file = fit();
    file[60] = (file[60] ?? 0) ^ 1;
    expect(rejectionOf(file)).toMatchObject({
      code: 'recording-malformed',
      detail: `Byte ${file.length - 2}: the checksum does not match.`,
    });
  });

  test('whose records do not fit their definitions says at which byte', () => {
    const headless = fit();
    headless[14] = 0x05;
    expect(rejectionOf(resealed(headless)).detail).toBe('Byte 14: a message comes before its definition.');
    const overlong = fit();
    overlong[19] = 255;
    expect(rejectionOf(resealed(overlong))).toMatchObject({ code: 'recording-malformed' });
    const header = fit();
    header[0] = 13;
    expect(rejectionOf(header).detail).toBe('Byte 0: the header has an unknown size.');
  });

  test('cannot replace a native field by a developer field of its name', () => {
    const records = [record(0, { heartRate: 120 }), record(9, { heartRate: 120 })];
    const native = fitFile([fileId(), ...records, session(0, 9)]);
    expect(parseBytes(native).workouts[0]?.facts.averageHeartRate).toBe(120);
    expect(parseBytes(withDeveloperField('heart_rate')).workouts[0]?.facts.averageHeartRate).toBe(120);
    expect(parseBytes(withDeveloperField('__proto__')).workouts[0]?.facts.averageHeartRate).toBe(120);
  });
});

describe('an attack', () => {
  test('by billion laughs, or by any DOCTYPE, is refused', () => {
    const laughs = `<?xml version="1.0"?><!DOCTYPE gpx [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>${gpx('&b;').slice(21)}`;
    expect(rejectionOf(laughs)).toMatchObject({
      code: 'recording-dtd-refused',
      detail: expect.stringMatching(/^Line 1, column \d+/),
    });
    expect(rejectionOf('<!DOCTYPE html><html></html>').code).toBe('recording-dtd-refused');
  });

  test('by deep nesting is refused at depth 64', () => {
    const nested = (depth: number) => gpx(`${'<a>'.repeat(depth)}${'</a>'.repeat(depth)}`);
    expect(rejectionOf(nested(63)).code).toBe('recording-without-time');
    expect(rejectionOf(nested(64))).toMatchObject({
      code: 'recording-too-deep',
      detail: expect.stringMatching(/over 64 deep/),
    });
    expect(rejectionOf(nested(200_000)).code).toBe('recording-too-deep');
  });

  test('by a gzip bomb stops at 64 MiB', () => {
    const bomb = gzipSync(Buffer.alloc(65 * 1024 * 1024, ' '));
    expect(bomb.length).toBeLessThan(100_000);
    expect(rejectionOf(bomb)).toMatchObject({
      code: 'recording-too-large',
      detail: 'It inflates to more than 67108864 bytes.',
    });
  });

  test('by too many points is refused in each format', () => {
    const count = MAX_RECORDING_POINTS + 1;
    const points = Buffer.from('<trkpt/>'.repeat(count));
    const xml = Buffer.concat([
      Buffer.from('<gpx><trk><trkseg>'),
      points,
      Buffer.from('</trkseg></trk></gpx>'),
    ]);
    expect(rejectionOf(xml).code).toBe('recording-too-many-points');
    const tcx = `<TrainingCenterDatabase><Activity><Lap><Track>${'<Trackpoint/>'.repeat(count)}</Track></Lap></Activity></TrainingCenterDatabase>`;
    expect(rejectionOf(tcx).code).toBe('recording-too-many-points');
    expect(rejectionOf(fitOfEmptyRecords(count)).code).toBe('recording-too-many-points');
  });

  test('by thousands of workouts is refused', () => {
    const hour = (index: number) => new Date(Date.UTC(2026, 0, 1) + index * 5 * 3_600_000).toISOString();
    const tracks = Array.from({ length: 65 }, (_, index) => ({ segments: [straightPoints(2, hour(index))] }));
    expect(rejectionOf(gpxFile(tracks))).toMatchObject({ code: 'recording-too-large' });
    expect(parseBytes(gpxFile(tracks.slice(1))).workouts).toHaveLength(64);
  });
});

/** Bytes of a FIT file with a header and a checksum around these messages. */
const framed = (data: Buffer): Buffer => {
  const header = Buffer.from([12, 0x20, 0, 8, 0, 0, 0, 0, 0x2e, 0x46, 0x49, 0x54]);
  header.writeUInt32LE(data.length, 4);
  return resealed(Buffer.concat([header, data, Buffer.alloc(2)]));
};

/** A definition without fields, and records that are one byte each. */
const fitOfEmptyRecords = (count: number): Buffer =>
  framed(Buffer.concat([Buffer.from([0x40, 0, 0, 20, 0, 0]), Buffer.alloc(count)]));

/** Records of 120 bpm that carry a developer field, 99 bpm, of the given name. */
const withDeveloperField = (name: string): Buffer => {
  const field = Buffer.from(`${name}\0`);
  return framed(
    Buffer.concat([
      // field_description: developer_data_index, field_definition_number, fit_base_type_id, field_name
      Buffer.from([0x40, 0, 0, 206, 0, 4, 0, 1, 2, 1, 1, 2, 2, 1, 2, 3, field.length, 7]),
      Buffer.from([0x00, 0, 0, 2, ...field]),
      // record: timestamp, heart_rate, and one developer field
      Buffer.from([0x61, 0, 0, 20, 0, 2, 253, 4, 0x86, 3, 1, 2, 1, 0, 1, 0]),
      Buffer.from([0x01, 0, 0, 0, 0x40, 120, 99]),
      Buffer.from([0x01, 9, 0, 0, 0x40, 120, 99]),
    ]),
  );
};
