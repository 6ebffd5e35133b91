import { tiered, tiers } from './tiers.ts';

const distance = { kind: 'total-km', icon: 'calendar' } as const;

/** Totals within a month of the athlete's calendar. Each can be earned again every month. */
const MONTHLY = [
  ...tiered({ ...distance, sport: 'run', per: 'month', describe: (km) => `Run ${km} km in one month.` }, [
    { id: 'monthly-run-100-km', title: '100 km of running in a month', target: 100 },
  ]),
  ...tiered({ ...distance, sport: 'ride', per: 'month', describe: (km) => `Ride ${km} km in one month.` }, [
    { id: 'monthly-ride-400-km', title: '400 km of riding in a month', target: 400 },
  ]),
  ...tiered(
    {
      kind: 'active-days',
      per: 'month',
      icon: 'calendar',
      describe: (days) => `Work out on ${days} days of one month.`,
    },
    [{ id: 'monthly-active-days-20', title: '20 active days in a month', target: 20 }],
  ),
];

/** Totals of a local year, earned again each year. */
const YEARLY = [
  ...tiered(
    { ...distance, sport: 'run', per: 'year', describe: (km) => `Run ${km} km in one year.` },
    tiers(
      [500, 1000, 2000],
      (km) => `yearly-run-${km}-km`,
      (km) => `${km} km of running in a year`,
    ),
  ),
  ...tiered(
    { ...distance, sport: 'ride', per: 'year', describe: (km) => `Ride ${km} km in one year.` },
    tiers(
      [2000, 5000, 10_000],
      (km) => `yearly-ride-${km}-km`,
      (km) => `${km} km of riding in a year`,
    ),
  ),
  ...tiered(
    { ...distance, sport: 'swim', per: 'year', describe: (km) => `Swim ${km} km in one year.` },
    tiers(
      [50, 100, 200],
      (km) => `yearly-swim-${km}-km`,
      (km) => `${km} km of swimming in a year`,
    ),
  ),
  ...tiered(
    {
      kind: 'total-climb-m',
      per: 'year',
      icon: 'mountain',
      describe: (meters) => `Climb ${meters} m in one year.`,
    },
    tiers(
      [10_000, 50_000, 100_000],
      (meters) => `yearly-climb-${meters}-m`,
      (meters) => `${meters} m climbed in a year`,
    ),
  ),
  ...tiered(
    {
      kind: 'total-hours',
      per: 'year',
      icon: 'clock',
      describe: (hours) => `Work out for ${hours} hours in one year.`,
    },
    tiers(
      [100, 250, 500],
      (hours) => `yearly-hours-${hours}`,
      (hours) => `${hours} hours in a year`,
    ),
  ),
  ...tiered(
    {
      kind: 'active-days',
      per: 'year',
      icon: 'calendar',
      describe: (days) => `Work out on ${days} days of one year.`,
    },
    tiers(
      [100, 200, 300],
      (days) => `yearly-active-days-${days}`,
      (days) => `${days} active days in a year`,
    ),
  ),
];

export const TOTALS_OF_PERIODS = [...MONTHLY, ...YEARLY];
