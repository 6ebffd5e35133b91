import { describe, expect, it } from 'vitest';
import { fastestOver, flagsOf, mostKcalIn } from '../../src/domain/plausibility.ts';
import { activeSeconds, averageSpeed } from '../../src/domain/speed.ts';
import { SPORTS, type Flag, type WorkoutFacts } from '../../src/domain/workout.ts';
import { aRun } from '../support/workouts.ts';
import { CLIMB_RECORDS, SPEED_RECORDS } from '../../src/domain/world-records.ts';

type Given = Partial<WorkoutFacts>;

const flags = (given: Given): Flag[] =>
  flagsOf({
    sport: 'run',
    durationSeconds: 3600,
    movingSeconds: null,
    distanceMeters: null,
    elevationGainMeters: null,
    averageHeartRate: null,
    averagePowerWatts: null,
    energyKcal: null,
    ...given,
  });

const DAY = 86_400;

describe('flagsOf', () => {
  it.each<[string, Given, Flag]>([
    ['5 km in 7:00', { distanceMeters: 5000, durationSeconds: 420 }, 'implausible-speed'],
    ['5 km in 12:00', { distanceMeters: 5000, durationSeconds: 720 }, 'implausible-speed'],
    [
      '5 km in 7:00 of motion, in half an hour',
      { distanceMeters: 5000, durationSeconds: 1800, movingSeconds: 420 },
      'implausible-speed',
    ],
    ['a marathon in 1:00:00', { distanceMeters: 42_195 }, 'implausible-speed'],
    ['a half marathon in 45:00', { distanceMeters: 21_097.5, durationSeconds: 2700 }, 'implausible-speed'],
    ['a ride at 120 km/h', { sport: 'ride', distanceMeters: 120_000 }, 'implausible-speed'],
    [
      'a swim at 2.9 m/s',
      { sport: 'swim', distanceMeters: 2900, durationSeconds: 1000 },
      'implausible-speed',
    ],
    ['an indoor ride at 1,000 km/h', { sport: 'indoor_ride', distanceMeters: 1e6 }, 'implausible-speed'],
    ['yoga of 500 km', { sport: 'yoga', distanceMeters: 500_000 }, 'implausible-speed'],
    ['a flight', { sport: 'other', distanceMeters: 800_000 }, 'implausible-speed'],
    ['a walk at 5 m/s', { sport: 'walk', distanceMeters: 18_000 }, 'implausible-speed'],
    ['a hike at 4.2 m/s', { sport: 'hike', distanceMeters: 15_120 }, 'implausible-speed'],
    ['400 km of running in a day', { distanceMeters: 400_000, durationSeconds: DAY }, 'implausible-speed'],
    ['100,000 m of climb in an hour', { elevationGainMeters: 100_000 }, 'implausible-climb'],
    ['2,600 m of climb in an hour', { elevationGainMeters: 2600 }, 'implausible-climb'],
    ['900,000 kcal in an hour', { energyKcal: 900_000 }, 'implausible-energy'],
    ['5,000 W for an hour', { sport: 'ride', averagePowerWatts: 5000 }, 'implausible-power'],
    ['700 W for an hour', { sport: 'indoor_ride', averagePowerWatts: 700 }, 'implausible-power'],
    ['14 days without a break', { durationSeconds: 14 * DAY }, 'implausible-duration'],
    ['14 days on a bicycle', { sport: 'ride', durationSeconds: 14 * DAY }, 'implausible-duration'],
    ['5 days of yoga', { sport: 'yoga', durationSeconds: 5 * DAY }, 'implausible-duration'],
    ['a mean heart rate of 255', { averageHeartRate: 255 }, 'implausible-heart-rate'],
  ])('flags %s', (_, given, flag) => {
    expect(flags(given)).toEqual([flag]);
  });

  it.each<[string, Given]>([
    ['a 5 km of 12:45 that a watch measures 1 % long', { distanceMeters: 5050, durationSeconds: 765 }],
    ['a half marathon of 57:30', { distanceMeters: 21_097.5, durationSeconds: 3450 }],
    ['a marathon of 2:01:30', { distanceMeters: 42_195, durationSeconds: 7290 }],
    ['100 km in 6:15', { distanceMeters: 100_000, durationSeconds: 22_500 }],
    ['a 24-hour race', { distanceMeters: 310_000, durationSeconds: DAY }],
    ['a 6-day race', { distanceMeters: 1_000_000, durationSeconds: 6 * DAY }],
    ['a ten-day race', { distanceMeters: 1_200_000, durationSeconds: 10 * DAY }],
    ['100 m in 9.9 s', { distanceMeters: 100, durationSeconds: 9.9 }],
    ['8 × 200 m in 24 s', { distanceMeters: 1600, durationSeconds: 2400, movingSeconds: 192 }],
    ['5 × 150 m in 16 s', { distanceMeters: 750, durationSeconds: 2400, movingSeconds: 80 }],
    ['25 × 400 m in 60 s', { distanceMeters: 10_000, durationSeconds: 3600, movingSeconds: 1500 }],
    ['a 20 km walk of 1:17:00', { sport: 'walk', distanceMeters: 20_000, durationSeconds: 4620 }],
    ['the hour record', { sport: 'ride', distanceMeters: 56_792 }],
    ['a 24-hour ride', { sport: 'ride', distanceMeters: 1_020_000, durationSeconds: DAY }],
    ['Race Across America', { sport: 'ride', distanceMeters: 4_860_000, durationSeconds: 12 * DAY }],
    ['a descent of 20 km at 68 km/h', { sport: 'ride', distanceMeters: 20_000, durationSeconds: 1059 }],
    ['1,500 m of swimming in 14:30', { sport: 'swim', distanceMeters: 1500, durationSeconds: 870 }],
    ['the Channel', { sport: 'swim', distanceMeters: 40_000, durationSeconds: 30_000 }],
    ['2 km of rowing in 5:36', { sport: 'row', distanceMeters: 2000, durationSeconds: 336 }],
    ['a head race with the tide', { sport: 'row', distanceMeters: 6800, durationSeconds: 990 }],
    ['a vertical kilometre', { elevationGainMeters: 1000, durationSeconds: 1700 }],
    ['Everesting', { sport: 'ride', elevationGainMeters: 8848, durationSeconds: 24_500 }],
    ['24 hours uphill', { sport: 'other', elevationGainMeters: 23_000, durationSeconds: DAY }],
    ['450 W for an hour', { sport: 'ride', averagePowerWatts: 450 }],
    ['14,400 kcal in 24 hours', { sport: 'ride', energyKcal: 14_400, durationSeconds: DAY }],
    ['1,600 kcal in an hour', { sport: 'row', energyKcal: 1600 }],
    ['a junior at 212 bpm', { averageHeartRate: 212 }],
    ['nothing measured', {}],
    ['a distance of 0', { distanceMeters: 0, movingSeconds: 0, elevationGainMeters: 0 }],
  ])('believes %s', (_, given) => {
    expect(flags(given)).toEqual([]);
  });

  it('names every reason', () => {
    expect(flags({ distanceMeters: 1e6, averageHeartRate: 255, energyKcal: 900_000 })).toEqual([
      'implausible-speed',
      'implausible-energy',
      'implausible-heart-rate',
    ]);
  });

  it('takes a part of a recording and a decision into account', () => {
    const facts = aRun({ averageHeartRate: 255 });
    expect(flagsOf(facts, { isTooFast: true })).toEqual(['implausible-effort', 'implausible-heart-rate']);
    expect(flagsOf(facts, { isTooFast: true }, ['implausible-effort'])).toEqual(['implausible-heart-rate']);
  });

  it.each(SPORTS)('believes every record of a %s, and none 5 %% above', (sport) => {
    for (const [distanceMeters, seconds] of SPEED_RECORDS[sport]) {
      expect(flags({ sport, distanceMeters, durationSeconds: seconds })).not.toContain('implausible-speed');
      const faster = flags({ sport, distanceMeters, durationSeconds: seconds / 1.05 });
      expect(faster).toContain('implausible-speed');
    }
  });

  it('never believes more over longer', () => {
    for (const sport of SPORTS) {
      const speeds = Array.from({ length: 60 }, (_, step) =>
        Math.round(1e9 * fastestOver(sport, 50 * 1.25 ** step)),
      );
      expect(speeds).toEqual(speeds.toSorted((a, b) => b - a));
    }
    const rates = CLIMB_RECORDS.map(([meters, seconds]) => meters / seconds);
    expect(rates).toEqual(rates.toSorted((a, b) => b - a));
    const energies = Array.from({ length: 60 }, (_, step) => mostKcalIn(1.3 ** step));
    expect(energies).toEqual(energies.toSorted((a, b) => a - b));
  });
});

describe('speed', () => {
  it('is distance over active time', () => {
    expect(activeSeconds({ durationSeconds: 100, movingSeconds: 80 })).toBe(80);
    expect(activeSeconds({ durationSeconds: 100, movingSeconds: null })).toBe(100);
    expect(averageSpeed({ durationSeconds: 100, movingSeconds: 80, distanceMeters: 400 })).toBe(5);
    expect(averageSpeed({ durationSeconds: 100, movingSeconds: 80, distanceMeters: 0 })).toBeNull();
  });
});
