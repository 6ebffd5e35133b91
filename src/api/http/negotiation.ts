/**
 * Returns the media type that the caller prefers among those offered, the first one without a preference; undefined
 * if none is acceptable. RFC 9110: the most specific range that matches a type decides its quality.
 */
export function negotiate<T extends string>(
  accept: string | undefined,
  available: readonly T[],
): T | undefined {
  if (!accept?.trim()) return available[0];
  const ranges = accept.split(',').map(parseRange);
  const qualities = available.map((type) => ({ type, quality: qualityOf(type, ranges) }));
  const best = Math.max(...qualities.map(({ quality }) => quality));
  return best > 0 ? qualities.find(({ quality }) => quality === best)?.type : undefined;
}

interface Range {
  range: string;
  quality: number;
}

function parseRange(text: string): Range {
  const [range = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase());
  const q = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
  const quality = q === undefined ? 1 : Number(q);
  return { range, quality: quality >= 0 && quality <= 1 ? quality : 0 };
}

function qualityOf(type: string, ranges: readonly Range[]): number {
  for (const wanted of [type, `${type.split('/')[0]}/*`, '*/*']) {
    const match = ranges.find(({ range }) => range === wanted);
    if (match) return match.quality;
  }
  return 0;
}
