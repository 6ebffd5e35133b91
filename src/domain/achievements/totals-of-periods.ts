import type { AchievementRule } from './achievement-rule.ts';
import { series } from './tiers.ts';

type Period = 'month' | 'year';

const ACTIVITIES = { run: 'running', ride: 'riding', swim: 'swimming' };

const distance = (sport: keyof typeof ACTIVITIES, per: Period, targets: number[]): AchievementRule[] =>
  series({
    kind: 'total-km',
    sport,
    per,
    icon: 'calendar',
    targets,
    id: (km) => `${per}ly-${sport}-${km}-km`,
    title: (km) => `${km} km of ${ACTIVITIES[sport]} in a ${per}`,
    description: (km) => `${sport.charAt(0).toUpperCase()}${sport.slice(1)} ${km} km in one ${per}.`,
  });

const activeDays = (per: Period, targets: number[]): AchievementRule[] =>
  series({
    kind: 'active-days',
    per,
    icon: 'calendar',
    targets,
    id: (days) => `${per}ly-active-days-${days}`,
    title: (days) => `${days} active days in a ${per}`,
    description: (days) => `Work out on ${days} days of one ${per}.`,
  });

/** Totals within a month or a year of the athlete's calendar. Each can be earned again in every period. */
export const TOTALS_OF_PERIODS = [
  ...distance('run', 'month', [100]),
  ...distance('ride', 'month', [400]),
  ...activeDays('month', [20]),
  ...distance('run', 'year', [500, 1000, 2000]),
  ...distance('ride', 'year', [2000, 5000, 10_000]),
  ...distance('swim', 'year', [50, 100, 200]),
  ...series({
    kind: 'total-climb-m',
    per: 'year',
    icon: 'mountain',
    targets: [10_000, 50_000, 100_000],
    id: (meters) => `yearly-climb-${meters}-m`,
    title: (meters) => `${meters} m climbed in a year`,
    description: (meters) => `Climb ${meters} m in one year.`,
  }),
  ...series({
    kind: 'total-hours',
    per: 'year',
    icon: 'clock',
    targets: [100, 250, 500],
    id: (hours) => `yearly-hours-${hours}`,
    title: (hours) => `${hours} hours in a year`,
    description: (hours) => `Work out for ${hours} hours in one year.`,
  }),
  ...activeDays('year', [100, 200, 300]),
];
