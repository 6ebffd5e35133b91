export { energyOf, type EnergySource } from './energy-of-workout.ts';
export { ageOn, weightOn } from './athlete-on-day.ts';
export {
  REJECTION_REASONS,
  type EnergyEstimate,
  type EnergyInput,
  type EstimatedEnergy,
} from './energy-estimate.ts';
export { explainEnergy } from './explain-energy.ts';
export { estimateEnergy } from './estimate-energy.ts';
export { DEFAULT_GROSS_EFFICIENCY } from './power.ts';
export { ENERGY_VERSIONS } from './versions.ts';
export { gradeSegmentsOf } from './grade-segments.ts';
