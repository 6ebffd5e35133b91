import { tiered, tiers } from './tiers.ts';

export const STREAKS = [
  ...tiered(
    {
      kind: 'day-streak',
      per: 'ever',
      icon: 'flame',
      describe: (days) => `Work out on ${days} days in a row.`,
    },
    tiers(
      [3, 7, 14, 30, 60, 100, 365],
      (n) => `streak-days-${n}`,
      (n) => `${n} days in a row`,
    ),
  ),
  ...tiered(
    {
      kind: 'week-streak',
      per: 'ever',
      icon: 'flame',
      describe: (weeks) => `Work out in ${weeks} weeks in a row.`,
    },
    tiers(
      [4, 12, 26, 52],
      (n) => `streak-weeks-${n}`,
      (n) => `${n} weeks in a row`,
    ),
  ),
  ...tiered(
    {
      kind: 'eddington',
      per: 'ever',
      icon: 'flame',
      describe: (number) => `Cover at least ${number} km on each of ${number} days.`,
    },
    tiers(
      [10, 25, 50, 75, 100],
      (n) => `eddington-${n}`,
      (n) => `Eddington ${n}: ${n} days of ${n} km`,
    ),
  ),
];

export const MOMENTS = [
  ...tiered(
    {
      kind: 'early-starts',
      per: 'ever',
      icon: 'sunrise',
      describe: () => 'Start a workout between 4 and 6 in the morning.',
    },
    [{ id: 'early-bird', title: 'Early bird: out before 6 in the morning', target: 1 }],
  ),
  ...tiered(
    {
      kind: 'late-starts',
      per: 'ever',
      icon: 'moon',
      describe: () => 'Start a workout between 10 in the evening and 4 in the morning.',
    },
    [{ id: 'night-owl', title: 'Night owl: out after 10 in the evening', target: 1 }],
  ),
  ...tiered(
    {
      kind: 'full-weekends',
      per: 'ever',
      icon: 'calendar',
      describe: () => 'Work out on a Saturday and on the Sunday after it.',
    },
    [{ id: 'weekend', title: 'Both days of a weekend', target: 1 }],
  ),
  ...tiered(
    {
      kind: 'quiet-days',
      per: 'ever',
      icon: 'star',
      isSurprise: true,
      describe: (days) => `Work out again after ${days} days without a workout.`,
    },
    [{ id: 'comeback', title: 'Back after 30 quiet days', target: 30 }],
  ),
  ...tiered(
    {
      kind: 'record-broken',
      per: 'occurrence',
      icon: 'trophy',
      isSurprise: true,
      describe: () => 'Break one of your personal records.',
    },
    [{ id: 'record-broken', title: 'A personal record broken', target: 1 }],
  ),
];
