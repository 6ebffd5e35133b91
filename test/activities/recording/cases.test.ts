import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { parseBytes } from '../../../src/activities/recording/parse-bytes.ts';
import { parseRecording } from '../../../src/activities/recording/parse-recording.ts';
import { flagsOf } from '../../../src/domain/plausibility.ts';
import { NOTHING_LEFT_OUT } from '../../domain/tracks.ts';

/** Small recordings that show one fault of devices and programs each, after public bug reports. */
const read = (name: string) => readFileSync(join(import.meta.dirname, 'cases', name));

const only = (bytes: Uint8Array) => {
  const { workouts } = parseBytes(bytes);
  expect(workouts).toHaveLength(1);
  return workouts[0]!;
};

test.each([
  ['tcx_leading_blanks.tcx', { sport: 'run', durationSeconds: 600, distanceMeters: 1800 }, {}],
  [
    'fit_first_11_records_6_days_earlier.fit',
    { startedAt: '2025-02-28T07:00:11.000Z', durationSeconds: 600, distanceMeters: 1800 },
    { samplesOutsideSession: 11 },
  ],
  [
    'fit_clock_jumps_20_days_midrun.fit',
    { startedAt: '2025-02-20T07:00:00.000Z', durationSeconds: 600, movingSeconds: 600, distanceMeters: 1800 },
    { samplesOutsideSession: 500 },
  ],
  ['tcx_hr_255.tcx', { averageHeartRate: null, maxHeartRate: null, distanceMeters: 5400 }, {}],
  ['lap_with_zero_avg_hr.tcx', { averageHeartRate: 150, durationSeconds: 1200 }, {}],
  ['lap_without_avg_hr.tcx', { averageHeartRate: 150, durationSeconds: 1200 }, {}],
  ['chain_activity_then_settings.fit', { sport: 'run', durationSeconds: 600, distanceMeters: 1800 }, {}],
  [
    'fit_indoor_cycling_watopia.fit',
    { sport: 'indoor_ride', startedAt: '2025-01-15T19:30:00.000Z', timeZone: null },
    {},
  ],
  ['tcx_decimal_commas.tcx', { durationSeconds: 600, distanceMeters: 1800.5, timeZone: 'Europe/Vienna' }, {}],
  ['enc_ASCII.gpx', { durationSeconds: 597, distanceMeters: expect.closeTo(1791, 0) }, {}],
  [
    'fit_relative_with_timestamp_correlation.fit',
    { startedAt: '2025-03-15T07:00:10.000Z', durationSeconds: 600 },
    {},
  ],
  [
    'tcx_lap_time_30min_as_30s.tcx',
    { durationSeconds: 1800, movingSeconds: 1800, distanceMeters: 5400 },
    { contradictedTotals: ['movingSeconds'] },
  ],
])('%s gives its right values', (name, facts, leftOut) => {
  const workout = only(read(name));
  expect(workout.facts).toMatchObject(facts);
  expect(workout.leftOut).toEqual({ ...NOTHING_LEFT_OUT, ...leftOut });
});

test.each([
  ['gpx_only_last_10_of_400_points_timed.gpx', 'recording-without-time', '390 of 400 samples have no time'],
  [
    'gpx_unescaped_ampersand.gpx',
    'recording-malformed',
    'Line 3, column 16: the character & must be written',
  ],
])('%s is refused with the reason', (name, code, detail) => {
  expect(() => parseBytes(read(name))).toThrow(
    expect.objectContaining({ code, detail: expect.stringContaining(detail) }),
  );
});

test('tcx_calories_in_cal.tcx is flagged for the energy of its device', () => {
  const { facts } = only(read('tcx_calories_in_cal.tcx'));
  expect(facts.energyKcal).toBeGreaterThan(500_000);
  expect(flagsOf(facts)).toEqual(['implausible-energy']);
});

test('white space may precede any XML format, also under gzip', () => {
  const blanks = Buffer.from(' \n\t');
  const gpx = Buffer.concat([blanks, read('enc_ASCII.gpx')]);
  expect(only(gpx).facts.durationSeconds).toBe(597);
  expect(only(gzipSync(gpx)).facts.durationSeconds).toBe(597);
  expect(only(gzipSync(read('tcx_leading_blanks.tcx'))).facts.distanceMeters).toBe(1800);
  expect(only(Buffer.concat([Buffer.alloc(1000, ' '), gpx])).facts.durationSeconds).toBe(597);
});

test('a chained file that is no activity may come before the activity, too', () => {
  const chain = read('chain_activity_then_settings.fit');
  const end = 14 + chain.readUInt32LE(4) + 2;
  const swapped = Buffer.concat([chain.subarray(end), chain.subarray(0, end)]);
  expect(only(swapped).facts).toEqual(only(chain).facts);
  expect(() => parseBytes(chain.subarray(end))).toThrow(
    expect.objectContaining({ code: 'recording-not-recognised' }),
  );
});

test.each(['us-ascii', 'ISO-8859-15', 'windows-1250', 'Shift_JIS', 'macintosh', 'UTF-16'])(
  'the encoding %s is read',
  (encoding) => {
    const file = read('enc_ASCII.gpx').toString('latin1').replace('"ASCII"', `"${encoding}"`);
    expect(only(Buffer.from(file)).facts.durationSeconds).toBe(597);
  },
);

test('an encoding that nobody knows is refused', () => {
  const file = read('enc_ASCII.gpx').toString('latin1').replace('"ASCII"', '"klingon-1"');
  expect(() => parseBytes(Buffer.from(file))).toThrow(
    expect.objectContaining({ detail: 'It declares a character encoding that is not supported.' }),
  );
});

test('a few points without a time are left out and counted', () => {
  const file = read('enc_ASCII.gpx')
    .toString('latin1')
    .replace(/<time>2025-04-10T07:01:\d\dZ<\/time>/g, '');
  const { facts, leftOut } = only(Buffer.from(file));
  expect(facts.durationSeconds).toBe(597);
  expect(leftOut.samplesWithoutTime).toBe(20);
});

test('labels of an account export go before the sport and the title of the file', async () => {
  const gpx = read('enc_ASCII.gpx');
  for (const file of [gpx, gzipSync(gpx)]) {
    const labels = { sport: 'Virtual Ride', title: ' Spin  class ' };
    const { workouts } = await parseRecording(file, { labels });
    expect(workouts[0]?.facts).toMatchObject({ sport: 'indoor_ride', title: 'Spin class', timeZone: null });
    const unknown = await parseRecording(file, { labels: { sport: 'Kitesurf', title: '' } });
    expect(unknown.workouts[0]?.facts).toMatchObject({ sport: 'run', title: 'Run' });
  }
});
