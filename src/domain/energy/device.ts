import type { EnergyBasis, EnergyInput, MethodResult } from './energy-estimate.ts';
import { ENERGY_VERSIONS } from './versions.ts';

export const DEVICE_BASIS: EnergyBasis = {
  words: 'As the device or app told it that recorded the workout; its method is not known.',
  source: 'The recording device or app',
};

/** The figure that came with the workout, in kcal: better than none, and kept apart from our own. */
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
