import type { AthleteProfile } from '../domain/athlete.ts';
import { createRandom, seedOf } from './random.ts';
import { HIKER, RIDER, RUNNER, SWIMMER, type Session } from './training-weeks.ts';

export interface DemoAthlete {
  athleteId: string;
  /** What they are, for people. */
  habit: string;
  profile: Partial<AthleteProfile> & { timeZone: string; displayName: string; weightKg: number };
  week: readonly Session[];
}

interface Role {
  habit: string;
  names: readonly string[];
  profile: Omit<DemoAthlete['profile'], 'displayName'>;
  week: readonly Session[];
}

const ROLES = {
  runner: {
    habit: 'runs',
    names: ['Ada Moreau', 'Zoë Álvarez', 'Ingrid Haugen', 'Nadia Petrova', 'Aoife Byrne', 'Lucía Romero'],
    profile: {
      timeZone: 'Europe/Paris',
      sex: 'female',
      birthDate: '1991-04-12',
      weightKg: 61.5,
      heightCm: 168,
      restingHeartRate: 52,
      maxHeartRate: 187,
    },
    week: RUNNER,
  },
  rider: {
    habit: 'rides',
    names: ['Bruno Carvalho', 'Mateo Silva', 'Jonas Weber', 'Otto Lindqvist', 'Rafael Costa', 'Émile Roux'],
    profile: {
      timeZone: 'America/Sao_Paulo',
      sex: 'male',
      birthDate: '1986-09-30',
      weightKg: 78,
      heightCm: 182,
      restingHeartRate: 49,
      maxHeartRate: 184,
      ftpWatts: 265,
    },
    week: RIDER,
  },
  swimmer: {
    habit: 'swims',
    names: ['Chiyo Tanaka', 'Mei Sato', 'Hana Mori', 'Yuna Kim', 'Linh Tran', 'Priya Nair'],
    profile: {
      timeZone: 'Asia/Tokyo',
      sex: 'female',
      birthDate: '1997-01-23',
      weightKg: 55,
      heightCm: 161,
      restingHeartRate: 56,
      maxHeartRate: 193,
    },
    week: SWIMMER,
  },
  hiker: {
    habit: 'hikes',
    names: ['Dan Walker', 'Noah Brooks', 'Wyatt Cole', 'Theo Grant', 'Amos Reed', 'Levi Stone'],
    profile: {
      timeZone: 'America/Denver',
      sex: 'male',
      birthDate: '1979-11-02',
      weightKg: 84,
      heightCm: 177,
      restingHeartRate: 60,
      maxHeartRate: 178,
    },
    week: HIKER,
  },
} as const satisfies Record<string, Role>;

export type RoleName = keyof typeof ROLES;
export type Cast = Record<RoleName, DemoAthlete>;

/** One athlete of each role. The same seed makes the same four, so that a second run goes on with them. */
export const castAthletes = (seed: string): Cast => ({
  runner: castAs('runner', seed),
  rider: castAs('rider', seed),
  swimmer: castAs('swimmer', seed),
  hiker: castAs('hiker', seed),
});

function castAs(roleName: RoleName, seed: string): DemoAthlete {
  const { names, profile, habit, week }: Role = ROLES[roleName];
  const random = createRandom(seedOf(`${seed}/${roleName}`));
  const displayName = names[Math.floor(random() * names.length)]!;
  return { athleteId: `${slugOf(displayName)}-${seed}`, habit, profile: { ...profile, displayName }, week };
}

/** Whose recordings the files of the command line are; no training of their own. */
export const fileOwner = (seed: string): DemoAthlete => ({
  athleteId: `files-${seed}`,
  habit: 'as named on the command line',
  profile: {
    displayName: 'Your recordings',
    timeZone: 'Europe/London',
    sex: 'male',
    birthDate: '1988-06-15',
    weightKg: 72,
    heightCm: 176,
  },
  week: [],
});

/** `zoe` of "Zoë Álvarez": an id says nothing that a log must not show. */
const slugOf = (displayName: string): string =>
  displayName
    .split(' ')[0]!
    .normalize('NFD')
    .replaceAll(/[^A-Za-z]/g, '')
    .toLowerCase();
