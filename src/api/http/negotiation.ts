import { parseAccept, type Accept } from 'hono/utils/accept';

/**
 * Returns the media type that the caller prefers among those offered, the first one without a preference; undefined
 * if none is acceptable. RFC 9110: the most specific range that matches a type decides its quality.
 */
export function negotiate<T extends string>(
  accept: string | undefined,
  available: readonly T[],
): T | undefined {
  if (!accept?.trim()) return available[0];
  const ranges = parseAccept(accept.toLowerCase());
  const qualities = available.map((type) => ({ type, quality: qualityOf(type, ranges) }));
  const best = Math.max(...qualities.map(({ quality }) => quality));
  return best > 0 ? qualities.find(({ quality }) => quality === best)?.type : undefined;
}

function qualityOf(type: string, ranges: readonly Accept[]): number {
  for (const wanted of [type, `${type.split('/')[0]}/*`, '*/*']) {
    const match = ranges.find((range) => range.type === wanted);
    if (match) return match.q;
  }
  return 0;
}
