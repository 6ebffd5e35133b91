/** Beats per minute over a whole workout; 220 is a newborn's maximum by the oldest of the formulas, 220 − age. */
export const MAX_AVERAGE_HEART_RATE = 220;
export const mostKcalIn = (seconds: number): number => 50 + (40 * seconds) / 60;
