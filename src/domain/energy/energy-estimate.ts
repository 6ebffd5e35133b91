import type { Sex } from '../athlete.ts';
import type { Sport } from '../workout.ts';

/** A stretch of a track with constant speed and grade. */
export interface GradeSegment {
  seconds: number;
  meters: number;
  /** Rise over run as a fraction; negative downhill. */
  grade: number;
}

/** The measured facts of a workout, and its athlete as they were on its day. */
export interface EnergyInput {
  sport: Sport;
  durationSeconds: number;
  movingSeconds: number | null;
  distanceMeters: number | null;
  elevationGainMeters: number | null;
  averageHeartRate: number | null;
  averagePowerWatts: number | null;
  deviceKcal: number | null;
  weightKg: number | null;
  ageYears: number | null;
  sex: Sex | null;
  heightCm: number | null;
  restingHeartRate: number | null;
  /** The athlete's own maximum, not the workout's. */
  maxHeartRate: number | null;
  /** ml/kg/min */
  vo2Max: number | null;
  /** The fraction of metabolic energy that reaches the pedals, 0.13–0.26; 0.24 by default. */
  grossEfficiency?: number | undefined;
  /** Of a track that has both distance and elevation. */
  segments?: Iterable<GradeSegment>;
}

export type EnergyMethod = 'power' | 'heart_rate' | 'acsm' | 'met' | 'device';

/** Explains a method to people. */
export interface EnergyBasis {
  words: string;
  source: string;
  /** Meaning of `outOfRange`; absent if it is never true. */
  outOfRange?: string;
}

export const REJECTION_REASONS = ['impossible-heart-rate', 'impossible-energy', 'contradicted'] as const;
export type RejectionReason = (typeof REJECTION_REASONS)[number];

/** A figure that was rejected. */
export interface RejectedFigure {
  method: EnergyMethod;
  grossKcal: number;
  reason: RejectionReason;
}

/** The result of one method, before rounding. */
export interface MethodResult {
  grossKcal: number;
  method: EnergyMethod;
  /** Inputs of the figure, by names with units. */
  inputs: Record<string, number | string>;
  /** Changes whenever the method would give another figure for the same inputs. */
  version: string;
  /** An input lies outside the range of the study, or a clamp was needed. */
  outOfRange: boolean;
}

/** Returns undefined if an input of the method is missing. */
export type EnergyMethodRule = (input: EnergyInput) => MethodResult | undefined;

export interface EstimatedEnergy extends MethodResult {
  /** Energy above rest in kcal; null if height, sex, birth date or weight is unknown. */
  netKcal: number | null;
  /** Rejected figures of preferred methods, in the order of the methods. */
  rejected: RejectedFigure[];
}

export interface EnergyUnavailable {
  /** `weight-unknown`, or `impossible-energy` if every figure is more than a person can burn. */
  unavailableReason: string;
}

export type EnergyEstimate = EstimatedEnergy | EnergyUnavailable;
