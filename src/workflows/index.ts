export { ProcessWorkout } from './process-workout.ts';
export { ProcessWorkoutBatch } from './process-workout-batch.ts';
export { ProcessUpload } from './process-upload.ts';
