import type { EnergyBasis, EnergyInput, MethodResult } from './energy-estimate.ts';
import { ENERGY_VERSIONS } from './versions.ts';

export const DEVICE_BASIS: EnergyBasis = {
  words: 'As reported by the device or app that recorded the workout. Its method is unknown.',
  source: 'The recording device or app',
};

/** Returns the figure of the device in kcal. It is used only when no other method applies. */
export const energyFromDevice = ({ deviceKcal }: EnergyInput): MethodResult | undefined =>
  deviceKcal === null
    ? undefined
    : {
        grossKcal: deviceKcal,
        method: 'device',
        inputs: { deviceKcal },
        version: ENERGY_VERSIONS.device,
        outOfRange: false,
      };
