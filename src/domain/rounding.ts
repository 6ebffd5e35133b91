/** Rounds to 2 decimals, the precision of kilocalories and points. */
export const toCents = (value: number): number => Math.round(value * 100) / 100;
