import { localStartMsOf } from '../../src/domain/local-time.ts';
import {
  buildMonthlyReport,
  type MonthlyReport,
  type MonthlyReportInput,
  type ReportWorkout,
} from '../../src/domain/monthly-report.ts';

const TIME_ZONE = 'Europe/Paris';

/** A workout of which a test names only what it is about. */
export function aReportWorkout({
  startedAt,
  ...over
}: Partial<ReportWorkout> & { startedAt: string }): ReportWorkout {
  const startedAtMs = Date.parse(startedAt);
  const durationSeconds = over.durationSeconds ?? 3000;
  return {
    workoutId: `workout-${startedAt}`,
    sport: 'run',
    startedAtMs,
    endedAtMs: startedAtMs + durationSeconds * 1000,
    localStartMs: localStartMsOf(startedAtMs, TIME_ZONE),
    durationSeconds,
    movingSeconds: 2900,
    distanceMeters: 10_000,
    elevationGainMeters: 80,
    grossKcal: 700,
    efforts: [],
    flagged: false,
    ...over,
  };
}

/** October 2026 of somebody who also ran in September and a year ago. */
const WORKOUTS: ReportWorkout[] = [
  aReportWorkout({ startedAt: '2025-10-10T08:00:00Z', distanceMeters: 8000 }),
  aReportWorkout({
    startedAt: '2026-09-10T08:00:00Z',
    distanceMeters: 12_000,
    efforts: [{ distanceMeters: 5000, durationSeconds: 1330 }],
  }),
  aReportWorkout({
    startedAt: '2026-10-03T08:00:00Z',
    efforts: [{ distanceMeters: 5000, durationSeconds: 1309 }],
  }),
  aReportWorkout({
    startedAt: '2026-10-04T08:00:00Z',
    sport: 'ride',
    distanceMeters: 41_250,
    grossKcal: 1000,
  }),
  aReportWorkout({ startedAt: '2026-10-04T17:00:00Z', sport: 'yoga', distanceMeters: null, grossKcal: 110 }),
];

export const aReport = (over: Partial<MonthlyReportInput> = {}): MonthlyReport =>
  buildMonthlyReport({
    month: '2026-10',
    timeZone: TIME_ZONE,
    asOf: '2026-11-01T03:10:02Z',
    complete: true,
    workouts: WORKOUTS,
    ranks: [
      { board: 'distance', rank: 3, total: 128 },
      { board: 'fastest-5k', rank: 22, total: 54 },
    ],
    loads: [
      { localDate: '2026-09-20', tss: 40, trimp: null },
      { localDate: '2026-10-03', tss: null, trimp: 91.2 },
      { localDate: '2026-10-04', tss: 64, trimp: 70.5 },
    ],
    ...over,
  });
