import { expect, it } from 'vitest';
import { explainFlags } from '../../src/domain/flag-reasons.ts';
import { flagsOf } from '../../src/domain/plausibility.ts';
import type { WorkoutFacts } from '../../src/domain/workout.ts';
import { aRun } from '../support/workouts.ts';

it.each<[Partial<WorkoutFacts>, string]>([
  [
    { distanceMeters: 5000, durationSeconds: 420, movingSeconds: null },
    '5 km in 7:00; the limit for a run of that distance is 12:06.',
  ],
  [
    { distanceMeters: 5000, durationSeconds: 1800, movingSeconds: 420 },
    '5 km in 7:00 of moving time; the limit for a run of that distance, even in intervals, is 10:49.',
  ],
  [{ durationSeconds: 14 * 86_400 }, 'It lasts 14 days; the limit for a run is 10.4 days.'],
  [{ elevationGainMeters: 100_000 }, '100,000 m of climb in 45:12; the limit for that climb is 92:53:55.'],
  [{ averagePowerWatts: 5000, movingSeconds: 2700 }, '5,000 W for 45:00; the limit for that time is 653 W.'],
  [
    { energyKcal: 900_000, durationSeconds: 3600 },
    'The device reports 900,000 kcal in 1:00:00; the limit for that time is 2,753 kcal.',
  ],
  [{ averageHeartRate: 255 }, 'The average heart rate is 255 bpm; the limit is 220 bpm.'],
])('%j: %s', (given, reason) => {
  const facts = aRun(given);
  expect(explainFlags(flagsOf(facts), facts, []).map((each) => each.reason)).toEqual([reason]);
});

it('names the effort that is too fast, if it is one of the best efforts', () => {
  const reasonOf = (durationSeconds: number) =>
    explainFlags(['implausible-effort'], aRun(), [
      { distanceMeters: 400, durationSeconds: 30 },
      { distanceMeters: 5000, durationSeconds },
    ])[0]!.reason;
  expect(reasonOf(660)).toBe(
    'The fastest 5 km of the recording take 11:00; the limit for a run of that distance is 12:06.',
  );
  expect(reasonOf(1500)).toBe(
    'Parts of the recording of 1000 m or more are faster than the limit for a run.',
  );
});
