import { series } from './tiers.ts';

export const STREAKS = [
  ...series({
    kind: 'day-streak',
    icon: 'flame',
    targets: [3, 7, 14, 30, 60, 100, 365],
    id: (n) => `streak-days-${n}`,
    title: (n) => `${n} days in a row`,
    description: (days) => `Work out on ${days} days in a row.`,
  }),
  ...series({
    kind: 'week-streak',
    icon: 'flame',
    targets: [4, 12, 26, 52],
    id: (n) => `streak-weeks-${n}`,
    title: (n) => `${n} weeks in a row`,
    description: (weeks) => `Work out in ${weeks} weeks in a row.`,
  }),
  ...series({
    kind: 'eddington',
    icon: 'flame',
    targets: [10, 25, 50, 75, 100],
    id: (n) => `eddington-${n}`,
    title: (n) => `Eddington ${n}: ${n} days of ${n} km`,
    description: (number) => `Cover at least ${number} km on each of ${number} days.`,
  }),
];

export const MOMENTS = [
  ...series({
    kind: 'early-starts',
    icon: 'sunrise',
    targets: [1],
    id: () => 'early-bird',
    title: () => 'Early bird: out before 6 in the morning',
    description: () => 'Start a workout between 4 and 6 in the morning.',
  }),
  ...series({
    kind: 'late-starts',
    icon: 'moon',
    targets: [1],
    id: () => 'night-owl',
    title: () => 'Night owl: out after 10 in the evening',
    description: () => 'Start a workout between 10 in the evening and 4 in the morning.',
  }),
  ...series({
    kind: 'full-weekends',
    icon: 'calendar',
    targets: [1],
    id: () => 'weekend',
    title: () => 'Both days of a weekend',
    description: () => 'Work out on a Saturday and on the Sunday after it.',
  }),
  ...series({
    kind: 'quiet-days',
    icon: 'star',
    isSurprise: true,
    targets: [30],
    id: () => 'comeback',
    title: (days) => `Back after ${days} quiet days`,
    description: (days) => `Work out again after ${days} days without a workout.`,
  }),
  ...series({
    kind: 'record-broken',
    per: 'occurrence',
    icon: 'trophy',
    isSurprise: true,
    targets: [1],
    id: () => 'record-broken',
    title: () => 'A personal record broken',
    description: () => 'Break one of your personal records.',
  }),
];
