import { z } from 'zod';
import { SPORTS } from '../../src/domain/workout.ts';

/** The validation of a peer's endpoint: shape and ranges only. */
export const peerSubmission = z.strictObject({
  athleteId: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/),
  sport: z.enum(SPORTS),
  startedAt: z.iso.datetime({ offset: true }),
  durationSeconds: z.number().positive(),
  distanceMeters: z.number().nonnegative().nullable(),
  averageHeartRate: z.number().min(20).max(260).nullable(),
});

/** A workout as it travels through a peer's queue. */
export type PeerWorkout = z.infer<typeof peerSubmission> & { workoutId: string };
