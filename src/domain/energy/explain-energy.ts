import { ACSM_BASIS } from './acsm.ts';
import { DEVICE_BASIS } from './device.ts';
import type { EnergyBasis, EnergyMethod, EstimatedEnergy } from './energy-estimate.ts';
import { HEART_RATE_BASIS } from './heart-rate.ts';
import { MET_BASIS } from './met.ts';
import { POWER_BASIS } from './power.ts';

const BASES: Record<EnergyMethod, EnergyBasis> = {
  power: POWER_BASIS,
  heart_rate: HEART_RATE_BASIS,
  acsm: ACSM_BASIS,
  met: MET_BASIS,
  device: DEVICE_BASIS,
};

/** How a figure came about, in words, and by whose findings. */
export function explainEnergy({
  method,
  outOfRange,
  netKcal,
}: Pick<EstimatedEnergy, 'method' | 'outOfRange' | 'netKcal'>): { explanation: string; source: string } {
  const { words, source, outOfRange: warning } = BASES[method];
  const net =
    netKcal === null
      ? 'Net is unknown without height, sex, birth date and weight.'
      : 'Net is what it took above rest (Mifflin–St Jeor).';
  return { explanation: [words, ...(outOfRange && warning ? [warning] : []), net].join(' '), source };
}
