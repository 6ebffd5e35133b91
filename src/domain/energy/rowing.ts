/** Concept2: watts = 2.80 / pace³, the pace in seconds a metre. */
const WATTS_AT_ONE_METER_PER_SECOND = 2.8;
/** Concept2's monitor counts 4 kcal for each kcal of work: 1 W for an hour is 0.8604 kcal. */
const KCAL_PER_WATT_HOUR = 4 * 0.8604;
/** Concept2's calorie calculator adds 1.714 kcal an hour for each pound of weight, which moves on the seat. */
const KCAL_PER_KG_HOUR = 1.714 / 0.45359237;

/** The mean power in watts of a rowing machine at a speed in m/s; 2:00 for 500 m is 202.5 W. */
export const rowingWatts = (metersPerSecond: number): number =>
  WATTS_AT_ONE_METER_PER_SECOND * metersPerSecond ** 3;

/**
 * MET (kcal/kg/h) of rowing at a power in watts, for a weight in kg. Rowing in a boat is computed as on a rowing machine.
 * Concept2, "Pace and Watts Calculators" and "Calorie Calculator" (concept2.com/training).
 */
export const rowingMet = (watts: number, weightKg: number): number =>
  KCAL_PER_KG_HOUR + (KCAL_PER_WATT_HOUR * watts) / weightKg;
