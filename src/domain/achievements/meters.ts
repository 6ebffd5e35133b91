import type { MeasuredKind } from './achievement-rule.ts';
import { activeDays, fullWeekends, quietDays } from './active-days.ts';
import { eddington } from './eddington.ts';
import type { BeginMeter } from './meter.ts';
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

/** What measures each kind. */
export const METERS: Record<MeasuredKind, BeginMeter> = {
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
