import type { Timestamp } from '@temporalio/common';

/** Returns the whole seconds of a protobuf timestamp or duration; 0 for none. */
export const toSeconds = (time: Timestamp | null | undefined): number => Number(time?.seconds ?? 0);

/** Returns a protobuf duration. The encoder takes plain numbers, though its types ask for a 64-bit object. */
export const fromSeconds = (seconds: number): Timestamp => ({ seconds }) as unknown as Timestamp;
