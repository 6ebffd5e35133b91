import type { AthleteProfile, Sport } from '@afterburn/client';
import { createRandom, seedOf } from './random.ts';

type Range = readonly [least: number, most: number];

/** Ranges of the duration and the effort of a session. */
export interface Effort {
  title: string;
  sport: Sport;
  heartRate: number;
  /** Distance and speed; without them `minutes` gives the duration. */
  km?: Range;
  metersPerSecond?: number;
  minutes?: Range;
  climbPerKm?: number;
  watts?: number;
}

/** A session that an athlete repeats on some weekdays; Monday is 1. */
export interface Session extends Effort {
  weekdays: readonly number[];
  /** Local time, `HH:mm`. */
  at: string;
}

export interface DemoAthlete {
  athleteId: string;
  /** What they do, for people. */
  habit: string;
  profile: AthleteProfile & { displayName: string };
  week: readonly Session[];
}

export const RUN = { sport: 'run', metersPerSecond: 3, climbPerKm: 7, heartRate: 146 } as const;
export const RIDE = { sport: 'ride', metersPerSecond: 7.6, climbPerKm: 9, heartRate: 136 } as const;
const TRAINER = { sport: 'indoor_ride', minutes: [40, 60], watts: 195, heartRate: 148 } as const;
const SWIM = { sport: 'swim', metersPerSecond: 0.82, heartRate: 134 } as const;
const ROW = { sport: 'row', metersPerSecond: 2.9, heartRate: 139 } as const;
const WALK = { sport: 'walk', metersPerSecond: 1.4, climbPerKm: 6, heartRate: 102 } as const;
const HIKE = { sport: 'hike', metersPerSecond: 1.1, heartRate: 121 } as const;
const YOGA = { sport: 'yoga', minutes: [30, 55], heartRate: 92 } as const;
const WEIGHTS = { sport: 'strength', minutes: [35, 55], heartRate: 114 } as const;

type Role = Omit<DemoAthlete, 'athleteId' | 'profile'> & {
  names: readonly string[];
  profile: AthleteProfile;
};

const FITNESS = { restingHeartRate: 52, maxHeartRate: 187, ftpWatts: 250 } as const;

/** Each role can still earn a first achievement today: ten kilometres, fifty, and a recorded run and ride. */
const ROLES = {
  runner: {
    habit: 'runs',
    names: ['Ada Moreau', 'Zoë Álvarez', 'Ingrid Haugen', 'Nadia Petrova', 'Aoife Byrne', 'Lucía Romero'],
    profile: { ...FITNESS, timeZone: 'Europe/Paris', sex: 'female', birthDate: '1991-04-12', weightKg: 61.5 },
    week: [
      { ...RUN, title: 'Easy run', weekdays: [2], at: '18:20', km: [5.1, 7] },
      { ...RUN, title: 'Early run', weekdays: [3], at: '05:35', km: [4, 5] },
      { ...RUN, title: 'Lunch run', weekdays: [4], at: '12:10', km: [5.5, 8] },
      { ...YOGA, title: 'Yoga', weekdays: [5], at: '19:30' },
      { ...RUN, title: 'Fast five', weekdays: [6], at: '09:00', km: [5, 5.04], metersPerSecond: 3.4 },
      { ...RUN, title: 'Long run', weekdays: [7], at: '09:40', km: [8, 9.6] },
    ],
  },
  rider: {
    habit: 'rides',
    names: ['Bruno Carvalho', 'Mateo Silva', 'Jonas Weber', 'Otto Lindqvist', 'Rafael Costa', 'Émile Roux'],
    profile: {
      ...FITNESS,
      timeZone: 'America/Sao_Paulo',
      sex: 'male',
      birthDate: '1986-09-30',
      weightKg: 78,
    },
    week: [
      { ...TRAINER, title: 'Intervals on the trainer', weekdays: [1, 4], at: '20:00' },
      { ...WEIGHTS, title: 'Weights', weekdays: [2], at: '07:00' },
      { ...RIDE, title: 'Evening ride', weekdays: [3], at: '17:45', km: [26, 34] },
      { ...RIDE, title: 'Club ride', weekdays: [6], at: '08:00', km: [40, 48], metersPerSecond: 8.1 },
      { ...RIDE, title: 'Coffee ride', weekdays: [7], at: '10:15', km: [24, 36], metersPerSecond: 6.7 },
    ],
  },
  swimmer: {
    habit: 'swims',
    names: ['Chiyo Tanaka', 'Mei Sato', 'Hana Mori', 'Yuna Kim', 'Linh Tran', 'Priya Nair'],
    profile: { ...FITNESS, timeZone: 'Asia/Tokyo', sex: 'female', birthDate: '1997-01-23', weightKg: 55 },
    week: [
      { ...SWIM, title: 'Lanes before work', weekdays: [1, 3], at: '06:20', km: [1.2, 2] },
      { ...YOGA, title: 'Late yoga', weekdays: [4], at: '22:10' },
      { ...SWIM, title: 'Technique', weekdays: [5], at: '18:40', km: [1, 1.6] },
      { ...WALK, title: 'Walk along the river', weekdays: [6], at: '15:00', km: [4, 7] },
      { ...ROW, title: 'On the water', weekdays: [7], at: '09:30', km: [5, 8] },
    ],
  },
  hiker: {
    habit: 'hikes',
    names: ['Dan Walker', 'Noah Brooks', 'Wyatt Cole', 'Theo Grant', 'Amos Reed', 'Levi Stone'],
    profile: { ...FITNESS, timeZone: 'America/Denver', sex: 'male', birthDate: '1979-11-02', weightKg: 84 },
    week: [
      { ...WALK, title: 'Walk with the dog', weekdays: [1, 4], at: '07:05', km: [3, 5] },
      { ...WEIGHTS, title: 'Weights', weekdays: [2], at: '18:00' },
      { ...HIKE, title: 'Up to the pass', weekdays: [6], at: '07:30', km: [11, 15], climbPerKm: 62 },
      { ...HIKE, title: 'Around the lake', weekdays: [7], at: '09:00', km: [6, 9], climbPerKm: 25 },
    ],
  },
} as const satisfies Record<string, Role>;

export type Cast = Record<keyof typeof ROLES, DemoAthlete>;

/** Returns one athlete for each role. The same seed returns the same athletes, so a second demo continues with them. */
export const castAthletes = (seed: string): Cast => ({
  runner: castAs('runner', seed),
  rider: castAs('rider', seed),
  swimmer: castAs('swimmer', seed),
  hiker: castAs('hiker', seed),
});

function castAs(roleName: keyof typeof ROLES, seed: string): DemoAthlete {
  const { names, profile, ...role }: Role = ROLES[roleName];
  const random = createRandom(seedOf(`${seed}/${roleName}`));
  const displayName = names[Math.floor(random() * names.length)]!;
  return { ...role, athleteId: `${slugOf(displayName)}-${seed}`, profile: { ...profile, displayName } };
}

/** Returns the athlete of the files on the command line, who has no training of their own. */
export const fileOwner = (seed: string): DemoAthlete => ({
  athleteId: `files-${seed}`,
  habit: 'as named on the command line',
  profile: {
    displayName: 'Your recordings',
    timeZone: 'Europe/London',
    sex: 'male',
    birthDate: '1988-06-15',
    weightKg: 72,
  },
  week: [],
});

/** Returns `zoe` for "Zoë Álvarez": an id has ASCII letters only. */
const slugOf = (displayName: string): string =>
  displayName
    .split(' ')[0]!
    .normalize('NFD')
    .replaceAll(/[^A-Za-z]/g, '')
    .toLowerCase();
