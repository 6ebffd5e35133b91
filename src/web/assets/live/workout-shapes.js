/**
 * What goes to the API and what comes from it, as far as this page knows it.
 *
 * @typedef {object} Submission what a save sends
 * @property {string} athleteId
 * @property {string} sport
 * @property {string} startedAt
 * @property {number} durationSeconds
 * @property {number | null} distanceMeters
 * @property {number | null} averageHeartRate
 * @property {string | null} title
 *
 * @typedef {object} Award
 * @property {string} achievementId
 * @property {string} title
 * @property {string} icon
 * @property {string} [periodKey]
 * @property {string} workoutId
 * @property {string} earnedAt
 *
 * @typedef {object} Step
 * @property {string} name
 * @property {'pending' | 'running' | 'succeeded' | 'failed' | 'skipped'} state
 * @property {number} attempts
 * @property {string} [lastError]
 *
 * @typedef {object} Workout
 * @property {string} id
 * @property {number} revision
 * @property {'accepted' | 'processing' | 'processed' | 'processed_with_errors'} status
 * @property {string} sport
 * @property {string} startedAt
 * @property {number} durationSeconds
 * @property {number | null} movingSeconds
 * @property {number | null} distanceMeters
 * @property {number | null} averageHeartRate
 * @property {string | null} title
 * @property {string} localDate
 * @property {string[]} flags
 * @property {{ grossKcal: number, netKcal: number | null, method: string } | null} energy
 * @property {string} [energyUnavailableReason]
 * @property {string} [duplicateOf]
 * @property {{ droppedPositions: number, droppedDistances: number, driftMeters: number }} [cleaning]
 * @property {{ distanceMeters: number, durationSeconds: number }[]} [bestEfforts] in the detail only, as what follows
 * @property {{ steps: Step[], workflowId: string | null }} [processing]
 */

/** Nothing more will happen to it by itself. @param {Workout} workout */
export const isTerminal = ({ status }) => status === 'processed' || status === 'processed_with_errors';
