import type { Award, Sport, Visibility } from './workouts.ts';

/** A replacement: what is left out is cleared, save the weights' history. */
export interface AthleteProfile {
  /** IANA name. */
  timeZone: string;
  sex?: 'female' | 'male' | null | undefined;
  /** `yyyy-MM-dd` */
  birthDate?: string | null | undefined;
  /** Entered for the athlete's local today. */
  weightKg?: number | null | undefined;
  heightCm?: number | null | undefined;
  restingHeartRate?: number | null | undefined;
  maxHeartRate?: number | null | undefined;
  ftpWatts?: number | null | undefined;
  vo2Max?: number | null | undefined;
  displayName?: string | null | undefined;
  /** `public` by default. */
  leaderboardVisibility?: Visibility | undefined;
}

export interface Athlete {
  athleteId: string;
  timeZone: string;
  sex: 'female' | 'male' | null;
  birthDate: string | null;
  weightKg: number | null;
  heightCm: number | null;
  restingHeartRate: number | null;
  maxHeartRate: number | null;
  ftpWatts: number | null;
  vo2Max: number | null;
  displayName: string | null;
  leaderboardVisibility: Visibility;
}

/** Out of reach at once; everything of the athlete is then deleted. */
export interface ErasedAthlete {
  athleteId: string;
  status: 'erasing';
}

export interface Weight {
  athleteId: string;
  /** `yyyy-MM-dd` */
  date: string;
  weightKg: number;
}

/** For one athlete's own device or page: reads and saves theirs, reads boards, nothing else. */
export interface AthleteToken {
  id: string;
  token: string;
  expiresAt: string;
}

export interface Achievement {
  id: string;
  title: string;
  /** What to do for it. */
  description: string;
  icon: string;
  /** The `d` of an SVG path on 24 × 24, drawn as a stroke without a fill. */
  iconPath: string;
  kind: string;
  /** In the unit that the kind names. */
  target: number;
  sport?: Sport | undefined;
  repeats: 'ever' | 'month' | 'year' | 'occurrence';
  tier?: number | undefined;
}

export interface Achievements {
  earned: Award[];
  progress: { achievementId: string; title: string; icon: string; value: number; target: number }[];
}

export interface PersonalRecord {
  sport: Sport;
  kind: string;
  /** The distance of a best effort. */
  distanceMeters?: number | undefined;
  value: number;
  unit: string;
  workoutId: string;
  achievedAt: string;
  previousValue?: number | undefined;
}

export type LoadBasis = 'tss' | 'trimp';

export interface TrainingLoadQuery {
  /** `yyyy-MM-dd`, both included, at most 366 days. */
  from: string;
  to: string;
  /** Stress by power or impulse by heart rate; by default the one that more workouts are known by. */
  basis?: LoadBasis | undefined;
}

export interface TrainingLoad {
  basis: LoadBasis;
  days: TrainingDay[];
}

export interface TrainingDay {
  date: string;
  /** Null on a day of workouts none of which is known by it. */
  tss: number | null;
  trimp: number | null;
  /** The exponential mean over 42 days, and over 7; form is the one less the other. */
  fitness: number;
  fatigue: number;
  form: number;
}
