import { ACSM_BASIS } from './acsm.ts';
import { DEVICE_BASIS } from './device.ts';
import type { EnergyBasis, EnergyMethod, EstimatedEnergy, RejectedFigure } from './energy-estimate.ts';
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

const NAMES: Record<EnergyMethod, string> = {
  power: 'Power',
  heart_rate: 'Heart rate',
  acsm: 'Speed and grade',
  met: 'Speed',
  device: 'The device',
};

/** Explains a figure in sentences: its method and inputs, the rejected figures with reasons, and the source. */
export function explainEnergy({
  method,
  outOfRange,
  netKcal,
  inputs,
  rejected,
}: Pick<EstimatedEnergy, 'method' | 'outOfRange' | 'netKcal' | 'rejected'> & {
  inputs: Record<string, unknown>;
}): { explanation: string; source: string } {
  const { words, source, outOfRange: warning } = BASES[method];
  const limit = explainLimit(inputs);
  const sentences = [
    words,
    ...(limit ? [limit] : outOfRange && warning ? [warning] : []),
    ...rejected.map(explainRejected),
    netKcal === null
      ? 'Net is unknown without height, sex, birth date and weight.'
      : 'Net is the energy above rest (Mifflin–St Jeor).',
  ];
  return { explanation: sentences.join(' '), source };
}

function explainLimit(inputs: Record<string, unknown>): string | undefined {
  if ('restingKcal' in inputs) return 'The result is below rest, so the energy of rest is used.';
  if ('mostKcal' in inputs)
    return 'The result is more than a person can burn in this time; that limit is used instead.';
  return undefined;
}

function explainRejected({ method, grossKcal, reason }: RejectedFigure): string {
  const name = NAMES[method];
  switch (reason) {
    case 'impossible-heart-rate':
      return `${name} is not used: the mean is impossible; devices write 255 for "no reading".`;
    case 'impossible-energy':
      return `${name} is not used: ${grossKcal} kcal are more than a person can burn in this time.`;
    case 'contradicted':
      return `${name} is not used: its ${grossKcal} kcal differ from both other estimates by more than a factor of three.`;
  }
}
