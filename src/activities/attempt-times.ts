/** An attempt is over after 10 s; what cannot be ended before that is the next one's. */
export const ATTEMPT_MS = 9000;
/** What PostgreSQL gives a transaction: the longest that a workout can hang. */
export const TRANSACTION_MS = 7000;
/**
 * A part that follows another one gets less, and so does a list that is searched: longer than anybody waits for a lock, so
 * that waiting is not taken for hanging.
 */
export const PART_MS = 2500;
