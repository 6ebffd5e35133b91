import type { EnergyMethod } from './energy-estimate.ts';

/** A method's version changes whenever the method would give another figure for the same inputs. */
export const ENERGY_VERSIONS = {
  power: 'power-1',
  heart_rate: 'heart-rate-1',
  acsm: 'acsm-1',
  met: 'met-2024-1',
  device: 'device-1',
} as const satisfies Record<EnergyMethod, string>;
