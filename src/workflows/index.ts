export { DeliverWebhooks } from './deliver-webhooks.ts';
export { EraseAthlete } from './erase-athlete.ts';
export { MonthlyReport } from './monthly-report.ts';
export { MonthlyReports } from './monthly-reports.ts';
export { ProcessWorkout } from './process-workout.ts';
export { ProcessWorkoutBatch } from './process-workout-batch.ts';
export { ProcessUpload } from './process-upload.ts';
export { ProcessImport } from './process-import.ts';
