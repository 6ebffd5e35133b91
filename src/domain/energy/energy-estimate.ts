import type { Sex } from '../athlete.ts';
import type { Sport } from '../workout.ts';

/** A stretch of a track over which speed and grade are taken as even. */
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
  /** The share of metabolic energy that reaches the pedals, 0.13–0.26; 0.24 when absent. */
  grossEfficiency?: number | undefined;
  /** Of a track that has both distance and elevation. */
  segments?: Iterable<GradeSegment>;
}

export type EnergyMethod = 'power' | 'heart_rate' | 'acsm' | 'met' | 'device';

/** Explains a method to people. */
export interface EnergyBasis {
  words: string;
  source: string;
  /** What `outOfRange` means here; absent where it never is. */
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

/** What one method finds, before rounding. */
export interface MethodResult {
  grossKcal: number;
  method: EnergyMethod;
  /** What went into the figure, under names with units. */
  inputs: Record<string, number | string>;
  /** Changes whenever the method would give another figure for the same inputs. */
  version: string;
  /** An input lies outside the range of the study, or a clamp was needed. */
  outOfRange: boolean;
}

/** A method gives undefined when an input that it needs is missing. */
export type EnergyMethodRule = (input: EnergyInput) => MethodResult | undefined;

export interface EstimatedEnergy extends MethodResult {
  /** Above rest, kcal; null when height, sex, birth date or weight is unknown. */
  netKcal: number | null;
  /** Rejected figures of preferred methods, in the order of the methods. */
  rejected: RejectedFigure[];
}

export interface EnergyUnavailable {
  /** `weight-unknown`, or `impossible-energy` where the only figures are more than a person can burn. */
  unavailableReason: string;
}

export type EnergyEstimate = EstimatedEnergy | EnergyUnavailable;
