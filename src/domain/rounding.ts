/** To 2 decimals, which is what kilocalories and points are told in. */
export const toCents = (value: number): number => Math.round(value * 100) / 100;
