/** Concept2: watts = 2.80 / pace³, the pace in seconds a metre. */
const WATTS_AT_ONE_METER_PER_SECOND = 2.8;
/** Concept2's monitor counts 4 kcal per kcal of work: 1 W for an hour is 0.8604 kcal of work. */
const KCAL_PER_WATT_HOUR = 4 * 0.8604;
/** Concept2's calorie calculator adds 1.714 kcal per hour and pound of weight, which moves on the seat. */
const KCAL_PER_KG_HOUR = 1.714 / 0.45359237;

/** Returns the mean power in watts of a rowing machine at a speed in m/s; 2:00 for 500 m is 202.5 W. */
export const rowingWatts = (metersPerSecond: number): number =>
  WATTS_AT_ONE_METER_PER_SECOND * metersPerSecond ** 3;

/**
 * Returns the MET (kcal/kg/h) of rowing at a power in watts and a weight in kg. A boat is computed like a rowing
 * machine. Concept2, "Pace and Watts Calculators" and "Calorie Calculator" (concept2.com/training).
 */
export const rowingMet = (watts: number, weightKg: number): number =>
  KCAL_PER_KG_HOUR + (KCAL_PER_WATT_HOUR * watts) / weightKg;
