import { z } from '@hono/zod-openapi';
import { REJECTION_REASONS } from '../../domain/energy/index.ts';
import { described, double, model } from './primitives.ts';

const rejectedFigure = model('RejectedFigure', 'Energy by a method whose figure was rejected.', {
  method: described(z.string(), '`power`, `heart_rate` or `device`.'),
  grossKcal: described(double, 'Energy by this method, in kilocalories.'),
  reason: z.enum(REJECTION_REASONS).openapi('RejectionReason', {
    description:
      '`impossible-heart-rate`: no person has such an average. `impossible-energy`: more than a person can burn. `contradicted`: far off two other figures of the workout.',
  }),
});

const energyFields = {
  grossKcal: described(double, 'Energy including the resting metabolism, in kilocalories.'),
  netKcal: described(
    double.nullable(),
    'Energy without the resting metabolism. Null when it cannot be computed.',
  ),
  method: described(z.string(), '`power`, `heart_rate`, `acsm`, `met` or `device`.'),
  inputs: described(z.record(z.string(), z.unknown()), 'Inputs of the method, by names with units.'),
  version: described(z.string(), 'Version of the method.'),
  outOfRange: described(
    z.boolean(),
    'True when an input lies outside the range for which the formula is validated, or a limit of the body replaced the figure (`restingKcal` or `mostKcal` in `inputs`).',
  ),
  rejected: described(z.array(rejectedFigure), 'Figures of other methods that were rejected. Usually empty.'),
  deviceKcal: described(double.nullable(), 'Energy as measured by the device (`energyKcal` of the save).'),
};

export const energy = model('Energy', 'Computed energy of a workout.', energyFields);

export const explainedEnergy = model(
  'ExplainedEnergy',
  'Computed energy of a workout, with its explanation.',
  {
    ...energyFields,
    explanation: described(z.string(), 'How the value was computed, in sentences for people.'),
    source: described(z.string(), 'Publication that the formula comes from.'),
  },
);
