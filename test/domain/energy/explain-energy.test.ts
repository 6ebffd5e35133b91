import { expect, it } from 'vitest';
import { estimateEnergy, explainEnergy, type EnergyInput } from '../../../src/domain/energy/index.ts';
import { energyInput } from './energy-inputs.ts';

const body = { weightKg: 75, heightCm: 180, ageYears: 35, sex: 'male' } as const;
const run = { sport: 'run', distanceMeters: 5000 } as const;
const climb = [{ seconds: 1800, meters: 5000, grade: 0.02 }];

const explain = (given: Partial<EnergyInput>) => {
  const energy = estimateEnergy(energyInput(given));
  if (!('method' in energy)) throw new Error(energy.unavailableReason);
  return { method: energy.method, ...explainEnergy(energy) };
};

it.each<[string, Partial<EnergyInput>, string, string]>([
  ['power', { ...body, averagePowerWatts: 200 }, 'mean power', 'Moseley & Jeukendrup 2001'],
  ['heart_rate', { ...body, averageHeartRate: 150 }, 'mean heart rate', 'Keytel et al. 2005'],
  ['acsm', { ...body, ...run, segments: climb }, 'speed and grade', "ACSM's Guidelines"],
  ['met', { ...body, ...run }, 'the sport', 'Compendium of Physical Activities'],
  ['device', { weightKg: null, deviceKcal: 500 }, 'Its method is unknown', 'device'],
])('says how a figure by %s came about, and by whose findings', (method, given, words, source) => {
  const explained = explain(given);
  expect(explained.method).toBe(method);
  expect(explained.explanation).toContain(words);
  expect(explained.source).toContain(source);
  expect(explained.explanation).not.toContain('undefined');
});

it.each<[string, Partial<EnergyInput>, string]>([
  ['heart_rate', { ...body, ageYears: 60, averageHeartRate: 150 }, '18–45 years'],
  ['acsm', { ...body, sport: 'walk', segments: [{ seconds: 3600, meters: 1800, grade: 0 }] }, 'mean speed'],
  ['met', { ...body, sport: 'run', distanceMeters: null }, 'lowest value'],
])('says what is out of range where %s is', (method, given, words) => {
  const explained = explain(given);
  expect(explained).toMatchObject({ method, explanation: expect.stringContaining(words) });
});

it('says what net is, or what it needs', () => {
  expect(explain({ ...body, ...run }).explanation).toContain('above rest');
  expect(explain({ ...body, ...run, heightCm: null }).explanation).toContain('Net is unknown');
});
