import type { LoadBasis, TrainingDay } from './athletes.ts';
import type { Award, Sport } from './workouts.ts';

/** A month that has a report, or will have one. */
export interface ReportMonth {
  /** `yyyy-MM` */
  month: string;
  status: 'building' | 'ready' | 'failed';
  revision?: number | undefined;
  complete?: boolean | undefined;
  asOf?: string | undefined;
  /** A later change is on its way into it. */
  stale: boolean;
}

/** A report, or that it is being made. */
export type ReportAnswer<Report = MonthlyReport> =
  { status: 'ready'; report: Report } | { status: 'building' };

export interface MonthlyReport {
  month: string;
  revision: number;
  timeZone: string;
  /** The instants between which it was that month there, the end excluded. */
  startsAt: string;
  endsAt: string;
  asOf: string;
  /** False while the month runs. */
  complete: boolean;
  totals: ReportTotals;
  bySport: (ReportTotals & { sport: Sport })[];
  previousMonth: ReportComparison;
  sameMonthLastYear: ReportComparison;
  activeDays: number;
  longestStreakDays: number;
  recordsBroken: BrokenRecord[];
  awards: Award[];
  ranks: { board: string; rank: number; total: number }[];
  bestWorkout: BestWorkout | null;
  days: (ReportTotals & { date: string; sports: Sport[] })[];
  weeks: { week: string; energyKcal: number }[];
  /** null where no load of the month is known. */
  trainingLoad: ReportLoad | null;
}

export interface ReportTotals {
  workouts: number;
  distanceMeters: number;
  movingSeconds: number;
  elevationGainMeters: number;
  energyKcal: number;
}

/** What the month's training took out and built up, in points. */
export interface ReportLoad {
  /** The measure that fitness and fatigue are told by. */
  basis: LoadBasis;
  /** The month's sum by that measure. */
  load: number;
  fitness: number;
  /** On the day before the month. */
  fitnessBefore: number;
  fatigue: number;
  /** Fitness less fatigue: above 0 rested, below 0 loaded. */
  form: number;
  days: TrainingDay[];
}

export interface ReportComparison {
  month: string;
  totals: ReportTotals;
  /** `percent` is null where there was nothing to compare with. */
  change: Record<keyof ReportTotals, { difference: number; percent: number | null }>;
}

export interface BrokenRecord {
  sport: Sport;
  kind: string;
  distanceMeters: number | null;
  value: number;
  unit: string;
  workoutId: string;
  achievedAt: string;
  previousValue: number | null;
}

export interface BestWorkout {
  workoutId: string;
  sport: Sport;
  localDate: string;
  distanceMeters: number | null;
  movingSeconds: number;
  energyKcal: number | null;
  recordsBroken: number;
}
