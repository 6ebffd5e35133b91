import { TRACK_VERSION } from '../track/clean-track.ts';
import type { EnergyMethod } from './energy-estimate.ts';

/**
 * A version changes whenever `estimateEnergy` may return another figure for the same inputs, also by a change of the
 * rules that reject figures. `ops backfill energy` recomputes older versions.
 */
export const ENERGY_VERSIONS = {
  power: 'power-2',
  heart_rate: 'heart-rate-2',
  // Speed and grade are those of the cleaned track.
  acsm: `acsm-2.${TRACK_VERSION}`,
  met: 'met-2024-2',
  device: 'device-2',
} as const satisfies Record<EnergyMethod, string>;
