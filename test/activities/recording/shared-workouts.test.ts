import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { packTrack, unpackTrack } from '../../../src/db/workouts/workout-tracks.ts';
import { cleanTrack } from '../../../src/domain/track/clean-track.ts';
import { parseRecording } from '../../../src/activities/recording/parse-recording.ts';

/** Recordings of real devices, which are not ours to keep; the folder beside the project is optional. */
const FOLDER =
  process.env['AFTERBURN_TEST_WORKOUTS'] ?? join(import.meta.dirname, '../../../../shared/workouts');

/** Sport, samples, seconds, metres and kcal; the totals are the device's own where the file has them. */
const EXPECTED: Record<
  string,
  [sport: string, points: number, seconds: number, meters: number | null, kcal: number | null][]
> = {
  'GoldenCheetah__10kUNLP2014-Garmin15.fit': [['run', 686, 2224, 10_010.82, 677]],
  'GoldenCheetah__10kUNLP2014-Garmin15.tcx': [['run', 686, 2224.624, 10_010.82, 676]],
  // A game's file: 46 min of records and timer, an elapsed time of 27 min, distances of two riders in turns.
  'GoldenCheetah__14582164182.fit.gz': [['indoor_ride', 2760, 2760, 14_921.2, 322]],
  'GoldenCheetah__2009_01_09_11_13_14.tcx': [['ride', 1424, 7767, 238.74, 3]],
  'GoldenCheetah__FR55-CoreTemp-Walk.fit': [['walk', 582, 588.228, 732.76, null]],
  // "Indoor" stands in the sport message, not in the session.
  'GoldenCheetah__Garmin830_with_Stages.fit': [['indoor_ride', 1798, 1799, null, null]],
  'GoldenCheetah__Morning_Swim.fit': [['swim', 9, 3069.309, 1475, 338]],
  // No type: other. The metres are Movescount's own, in gpxdata:distance.
  'GoldenCheetah__Move_2014_01_16_19_48_44.gpx': [['other', 669, 1656.45, 8548, null]],
  // The watch counts 0 m; the rowing machine's metres stand in an app's developer field.
  'GoldenCheetah__RowingCIQspeed.FIT': [['row', 1414, 1413, 4995, 230]],
  'GoldenCheetah__UrbanBiker2019-04-18_16-12.gpx': [['other', 2870, 3850.928, 21_119.39, null]],
  // The session's 334.3 s end before the last record.
  'SamR1__apple_watch.fit': [['ride', 336, 336, 1200.94, 32]],
  'dreeveapp__activity-multi-lap.tcx': [['run', 5, 40, 100, null]],
  'dreeveapp__activity-multi-track.gpx': [
    ['run', 2, 10, 136.26, null],
    ['ride', 2, 10, 136.26, null],
  ],
  'dreeveapp__activity-sparse.gpx': [['ride', 4, 30, 408.78, null]],
  'dreeveapp__activity-with-recording-gap.gpx': [['run', 4, 310, 408.78, null]],
};

/** Where they were recorded; the ones without a position, and the game's, are not here. */
const ZONES: Record<string, string> = {
  'GoldenCheetah__10kUNLP2014-Garmin15.fit': 'America/Argentina/Buenos_Aires',
  'GoldenCheetah__10kUNLP2014-Garmin15.tcx': 'America/Argentina/Buenos_Aires',
  'GoldenCheetah__2009_01_09_11_13_14.tcx': 'America/Los_Angeles',
  'GoldenCheetah__FR55-CoreTemp-Walk.fit': 'Europe/London',
  'GoldenCheetah__Move_2014_01_16_19_48_44.gpx': 'Europe/Zurich',
  'GoldenCheetah__UrbanBiker2019-04-18_16-12.gpx': 'Europe/Berlin',
  'SamR1__apple_watch.fit': 'America/Los_Angeles',
};

describe.skipIf(!existsSync(FOLDER))('a recording of a real device', () => {
  const files = existsSync(FOLDER) ? readdirSync(FOLDER).filter((name) => name !== 'README.md') : [];

  test('is known to this test', () => {
    expect(files.toSorted()).toEqual(Object.keys(EXPECTED).toSorted());
  });

  test.each(files)('%s', async (name) => {
    const { format, workouts } = await parseRecording(readFileSync(join(FOLDER, name)));
    expect(name.toLowerCase()).toContain(`.${format}`);
    expect(
      workouts.map(({ facts, track }) => [
        facts.sport,
        track?.seconds.length,
        facts.durationSeconds,
        facts.distanceMeters,
        facts.energyKcal,
      ]),
    ).toEqual(EXPECTED[name]);
    for (const { facts, track } of workouts) {
      if (name.startsWith('GoldenCheetah') || name.startsWith('SamR1'))
        expect(facts.timeZone).toBe(ZONES[name] ?? null);
      if (track === null) throw new Error('a track was expected');
      expect(unpackTrack(packTrack(track)).seconds).toHaveLength(track.seconds.length);
      const shown = cleanTrack(track, facts.sport).track.distanceMeters.at(-1) ?? NaN;
      // 1 % of a ride that a phone's app rounds up, and of one that begins with two minutes at rest.
      if (facts.distanceMeters !== null)
        expect(Math.abs(shown / facts.distanceMeters - 1)).toBeLessThan(0.025);
    }
  });
});
