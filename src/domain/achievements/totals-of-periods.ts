import { ladder, rungs } from './rungs.ts';

const distance = { kind: 'total-km', icon: 'calendar' } as const;

/** Totals of a local month, earned again each month. */
const MONTHLY = [
  ...ladder({ ...distance, sport: 'run', per: 'month', describe: (km) => `Run ${km} km in one month.` }, [
    { id: 'monthly-run-100-km', title: '100 km of running in a month', target: 100 },
  ]),
  ...ladder({ ...distance, sport: 'ride', per: 'month', describe: (km) => `Ride ${km} km in one month.` }, [
    { id: 'monthly-ride-400-km', title: '400 km of riding in a month', target: 400 },
  ]),
  ...ladder(
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
  ...ladder(
    { ...distance, sport: 'run', per: 'year', describe: (km) => `Run ${km} km in one year.` },
    rungs(
      [500, 1000, 2000],
      (km) => `yearly-run-${km}-km`,
      (km) => `${km} km of running in a year`,
    ),
  ),
  ...ladder(
    { ...distance, sport: 'ride', per: 'year', describe: (km) => `Ride ${km} km in one year.` },
    rungs(
      [2000, 5000, 10_000],
      (km) => `yearly-ride-${km}-km`,
      (km) => `${km} km of riding in a year`,
    ),
  ),
  ...ladder(
    { ...distance, sport: 'swim', per: 'year', describe: (km) => `Swim ${km} km in one year.` },
    rungs(
      [50, 100, 200],
      (km) => `yearly-swim-${km}-km`,
      (km) => `${km} km of swimming in a year`,
    ),
  ),
  ...ladder(
    {
      kind: 'total-climb-m',
      per: 'year',
      icon: 'mountain',
      describe: (meters) => `Climb ${meters} m in one year.`,
    },
    rungs(
      [10_000, 50_000, 100_000],
      (meters) => `yearly-climb-${meters}-m`,
      (meters) => `${meters} m climbed in a year`,
    ),
  ),
  ...ladder(
    {
      kind: 'total-hours',
      per: 'year',
      icon: 'clock',
      describe: (hours) => `Work out for ${hours} hours in one year.`,
    },
    rungs(
      [100, 250, 500],
      (hours) => `yearly-hours-${hours}`,
      (hours) => `${hours} hours in a year`,
    ),
  ),
  ...ladder(
    {
      kind: 'active-days',
      per: 'year',
      icon: 'calendar',
      describe: (days) => `Work out on ${days} days of one year.`,
    },
    rungs(
      [100, 200, 300],
      (days) => `yearly-active-days-${days}`,
      (days) => `${days} active days in a year`,
    ),
  ),
];

export const TOTALS_OF_PERIODS = [...MONTHLY, ...YEARLY];
