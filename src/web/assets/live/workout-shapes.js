/**
 * @import { Workout as WorkoutDetail, WorkoutSummary } from '@afterburn/client'
 *
 * A workout on this page: the summary of the list, with the details once they are read.
 * @typedef {WorkoutSummary & Partial<Omit<WorkoutDetail, keyof WorkoutSummary>>} Workout
 */

/** Returns whether processing has ended. @param {Workout} workout */
export const isTerminal = ({ status }) => status === 'processed' || status === 'processed_with_errors';
