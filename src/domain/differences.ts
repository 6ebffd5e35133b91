/** A difference between a stored row and the expected one. */
export interface Difference {
  table: string;
  key: string;
  stored: unknown;
  expected: unknown;
}

/**
 * Compares two sets of rows by key: missing, unexpected and different rows. Numbers are equal if they print alike
 * with 9 digits, so that another order of summation is no difference.
 */
export function differencesBetween<Row>(
  table: string,
  {
    stored,
    expected,
    keyOf,
  }: { stored: readonly Row[]; expected: readonly Row[]; keyOf: (row: Row) => string },
): Difference[] {
  const storedByKey = new Map(stored.map((row) => [keyOf(row), row]));
  const expectedByKey = new Map(expected.map((row) => [keyOf(row), row]));
  const keys = [...new Set([...storedByKey.keys(), ...expectedByKey.keys()])].sort();
  return keys.flatMap((key) => {
    const [is, should] = [storedByKey.get(key) ?? null, expectedByKey.get(key) ?? null];
    return comparable(is) === comparable(should) ? [] : [{ table, key, stored: is, expected: should }];
  });
}

const comparable = (row: unknown): string =>
  JSON.stringify(row, (_, value: unknown) => {
    if (typeof value === 'number') return Number(value.toPrecision(9));
    if (value !== null && typeof value === 'object' && !Array.isArray(value)) {
      return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
    }
    return value;
  });
