import type { EnergyInput, MethodResult } from './energy-estimate.ts';

/** The figure that came with the workout, in kcal: better than none, and kept apart from our own. */
export const energyFromDevice = ({ deviceKcal }: EnergyInput): MethodResult | undefined =>
  deviceKcal === null
    ? undefined
    : {
        grossKcal: deviceKcal,
        method: 'device',
        inputs: { deviceKcal },
        version: 'device-1',
        outOfRange: false,
      };
