import type { Place } from '../../domain/track/shareable-path.ts';

/** Projects a route into a square of `size`, north up and true to scale. Returns an SVG path. */
export function routePath(parts: readonly Place[][], size: number): string {
  const origin = parts[0]?.[0] ?? { latitude: 0, longitude: 0 };
  const narrowing = Math.cos((origin.latitude * Math.PI) / 180);
  const project = ({ latitude, longitude }: Place): readonly [number, number] => {
    // Across the antimeridian if that is shorter.
    const east = ((longitude - origin.longitude + 540) % 360) - 180;
    return [east * narrowing, origin.latitude - latitude];
  };
  const lines = parts.map((part) => part.map(project));
  const points = lines.flat();
  const rangeOf = (axis: 0 | 1) => {
    const values = points.map((point) => point[axis]);
    return { from: Math.min(...values), to: Math.max(...values) };
  };
  const [x, y] = [rangeOf(0), rangeOf(1)];
  const extent = Math.max(x.to - x.from, y.to - y.from, 1e-9);
  const place = (value: number, { from, to }: { from: number; to: number }): string =>
    ((0.5 + (value - (from + to) / 2) / extent) * size).toFixed(1);
  return lines
    .map((line) => line.map(([east, south]) => `${place(east, x)},${place(south, y)}`).join('L'))
    .map((line) => `M${line}`)
    .join('');
}
