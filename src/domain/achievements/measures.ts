import type { MeasuredKind } from './achievement-rule.ts';
import { activeDays, fullWeekends, quietDays } from './active-days.ts';
import { eddington } from './eddington.ts';
import type { BeginMeasure } from './measure.ts';
import { dayStreak, weekStreak } from './streaks.ts';
import {
  earlyStarts,
  lateStarts,
  longestKm,
  totalClimbMeters,
  totalHours,
  totalKm,
  workoutCount,
} from './totals.ts';

/** The measure of each kind. */
export const MEASURES: Record<MeasuredKind, BeginMeasure> = {
  workouts: workoutCount,
  'total-km': totalKm,
  'total-climb-m': totalClimbMeters,
  'total-hours': totalHours,
  'longest-km': longestKm,
  'day-streak': dayStreak,
  'week-streak': weekStreak,
  eddington,
  'active-days': activeDays,
  'early-starts': earlyStarts,
  'late-starts': lateStarts,
  'full-weekends': fullWeekends,
  'quiet-days': quietDays,
};
