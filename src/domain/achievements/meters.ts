import type { MeasuredKind } from './achievement-rule.ts';
import { activeDays, fullWeekends, quietDays } from './active-days.ts';
import { eddington } from './eddington.ts';
import type { BeginMeter, Meter } from './meter.ts';
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

/** A state is only ever handed to a meter of the kind that it came from. */
const meter =
  <State>(begin: (from?: State) => Meter<State>): BeginMeter =>
  (from) =>
    begin(from as State | undefined);

/** What measures each kind. */
export const METERS: Record<MeasuredKind, BeginMeter> = {
  workouts: meter(workoutCount),
  'total-km': meter(totalKm),
  'total-climb-m': meter(totalClimbMeters),
  'total-hours': meter(totalHours),
  'longest-km': meter(longestKm),
  'day-streak': meter(dayStreak),
  'week-streak': meter(weekStreak),
  eddington: meter(eddington),
  'active-days': meter(activeDays),
  'early-starts': meter(earlyStarts),
  'late-starts': meter(lateStarts),
  'full-weekends': meter(fullWeekends),
  'quiet-days': meter(quietDays),
};
