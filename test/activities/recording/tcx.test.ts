import { expect, test } from 'vitest';
import { parseBytes } from '../../../src/activities/recording/parse-bytes.ts';
import { straightPoints, tcxFile } from './make-xml.ts';

const factsOf = (bytes: Uint8Array) => parseBytes(bytes).workouts.map(({ facts }) => facts);

test('all laps and tracks of a TCX activity count, with the device totals of the laps', () => {
  const bytes = tcxFile([
    {
      sport: 'Running',
      laps: [
        {
          start: '2026-03-01T08:00:00Z',
          timerSeconds: 20,
          distance: 61,
          calories: 5,
          averageHeartRate: 140,
          maxHeartRate: 151,
          tracks: [straightPoints(11), straightPoints(11, '2026-03-01T08:00:20Z')],
        },
        {
          start: '2026-03-01T08:00:40Z',
          timerSeconds: 60,
          distance: 180,
          calories: 12,
          averageHeartRate: 160,
          maxHeartRate: 170,
          tracks: [straightPoints(61, '2026-03-01T08:00:40Z', { power: 300, heartRate: 158 })],
        },
      ],
    },
  ]);
  const [workout] = parseBytes(bytes).workouts;
  expect(workout?.track?.seconds).toHaveLength(83);
  expect(workout?.facts).toEqual({
    sport: 'run',
    startedAt: '2026-03-01T08:00:00.000Z',
    durationSeconds: 100,
    movingSeconds: 80,
    distanceMeters: 241,
    elevationGainMeters: null,
    averageHeartRate: 155,
    maxHeartRate: 170,
    averagePowerWatts: 300,
    energyKcal: 17,
    timeZone: 'Europe/Berlin',
    title: null,
    visibility: 'public',
  });
});

test("a lap without a distance leaves the total to the samples' own count", () => {
  const [facts] = factsOf(
    tcxFile([
      {
        sport: 'Biking',
        laps: [
          {
            start: '2026-03-01T08:00:00Z',
            distance: 100,
            tracks: [[{ time: '2026-03-01T08:00:00Z', distance: 0 }]],
          },
          { start: '2026-03-01T08:01:00Z', tracks: [[{ time: '2026-03-01T08:02:00Z', distance: 700 }]] },
        ],
      },
    ]),
  );
  expect(facts).toMatchObject({ sport: 'ride', distanceMeters: 700, durationSeconds: 120, energyKcal: null });
});

test('a lap with totals only is a workout without a track', () => {
  const { workouts } = parseBytes(
    tcxFile([
      {
        sport: 'Other',
        laps: [{ start: '2026-03-01T08:00:00Z', timerSeconds: 1800, calories: 200, tracks: [] }],
      },
    ]),
  );
  expect(workouts).toHaveLength(1);
  expect(workouts[0]).toMatchObject({
    track: null,
    facts: { sport: 'other', durationSeconds: 1800, energyKcal: 200 },
  });
});

test('each activity is a workout', () => {
  const lap = (start: string) => [{ start, timerSeconds: 8, tracks: [straightPoints(9, start)] }];
  const facts = factsOf(
    tcxFile([
      { sport: 'Running', laps: lap('2026-03-01T08:00:00Z') },
      { sport: 'Biking', laps: lap('2026-03-01T08:10:00Z') },
    ]),
  );
  expect(facts.map(({ sport }) => sport)).toEqual(['run', 'ride']);
});

test('a course is no recording', () => {
  const course = `<TrainingCenterDatabase><Courses><Course><Track><Trackpoint><Time>2026-03-01T08:00:00Z</Time>
    </Trackpoint></Track></Course></Courses></TrainingCenterDatabase>`;
  expect(() => parseBytes(Buffer.from(course))).toThrow(
    expect.objectContaining({ code: 'recording-without-time' }),
  );
});
