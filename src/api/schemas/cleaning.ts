import { z } from '@hono/zod-openapi';
import { CONTRADICTED_TOTALS } from '../../domain/recording.ts';
import { TRACK_VERSION } from '../../domain/track/clean-track.ts';
import { described, int32 } from './primitives.ts';

export const cleaning = z
  .strictObject({
    version: described(z.string(), 'Version of the rules by which the recording was cleaned.'),
    droppedPositions: described(int32, 'Positions that only an impossible speed could reach.'),
    droppedDistances: described(int32, "Jumps of the device's distance."),
    droppedHeights: described(
      int32,
      'Spikes of the altitude, and heights of exactly 0, which mean "no reading".',
    ),
    driftMeters: described(int32, 'Meters by which the receiver drifted while the athlete rested.'),
    vehicleMeters: described(
      int32,
      'Meters in a vehicle. They count towards no distance, climb, moving time or best effort.',
    ),
    vehicleSeconds: described(int32, 'Seconds in a vehicle.'),
    samplesWithoutTime: described(int32, 'Samples of the file that have no time.'),
    samplesOutsideSession: described(
      int32,
      "Samples of an earlier session, which are left out, or after a jump of the device's clock, which are moved back.",
    ),
    contradictedTotals: described(
      z.array(
        z.enum(CONTRADICTED_TOTALS).openapi('ContradictedTotal', {
          description: 'A total of the device that its own samples contradict.',
        }),
      ),
      'Totals of the device that its own samples contradict. What the samples show is used instead.',
    ),
  })
  .openapi('Cleaning', {
    description: 'Values of a recording that were ignored, by kind.',
    example: {
      version: TRACK_VERSION,
      droppedPositions: 1,
      droppedDistances: 0,
      droppedHeights: 5,
      driftMeters: 120,
      vehicleMeters: 0,
      vehicleSeconds: 0,
      samplesWithoutTime: 0,
      samplesOutsideSession: 0,
      contradictedTotals: [],
    },
  });
