/**
 * @import { Workout as WorkoutDetail, WorkoutSummary } from '@afterburn/client'
 *
 * A workout as this page knows it: the list's summary, with the details once they were read.
 * @typedef {WorkoutSummary & Partial<Omit<WorkoutDetail, keyof WorkoutSummary>>} Workout
 */

/** Nothing more will happen to it by itself. @param {Workout} workout */
export const isTerminal = ({ status }) => status === 'processed' || status === 'processed_with_errors';
