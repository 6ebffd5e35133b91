import type { Visibility } from './workout.ts';

/** How pages, mails and pictures show distances: km and m, or mi and ft. */
export const UNITS = ['metric', 'imperial'] as const;
export type Units = (typeof UNITS)[number];

export const SEXES = ['female', 'male'] as const;
export type Sex = (typeof SEXES)[number];

/** An athlete's profile as the app sent it. Every field except the time zone may be unknown. */
export interface AthleteProfile {
  /** IANA name. */
  timeZone: string;
  sex: Sex | null;
  /** `yyyy-MM-dd` */
  birthDate: string | null;
  heightCm: number | null;
  /** Beats per minute. */
  restingHeartRate: number | null;
  maxHeartRate: number | null;
  ftpWatts: number | null;
  /** ml/kg/min */
  vo2Max: number | null;
  units: Units;
  displayName: string | null;
  leaderboardVisibility: Visibility;
}

/** A weight, valid from a local date. */
export interface Weight {
  /** `yyyy-MM-dd` */
  validFrom: string;
  weightKg: number;
}
