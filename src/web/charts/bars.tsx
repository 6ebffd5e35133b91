import { scaleBand, scaleLinear } from 'd3-scale';
import { BOTTOM, LEFT, Plot, RIGHT, TOP } from './plot.tsx';

export interface Bar {
  key: string;
  value: number;
  /** Label below the bar. Absent if not all labels fit. */
  tick?: string | undefined;
  /** Above the bar. */
  label?: string | undefined;
}

interface BarsProps {
  bars: readonly Bar[];
  description: string;
  tickText: (value: number) => string;
}

/** Draws bars from zero, one per day or week. */
export function Bars({ bars, description, tickText }: BarsProps) {
  const x = scaleBand()
    .domain(bars.map((bar) => bar.key))
    .range([LEFT, RIGHT])
    .padding(bars.length > 10 ? 0.25 : 0.4);
  const y = scaleLinear()
    .domain([0, Math.max(...bars.map((bar) => bar.value))])
    .range([BOTTOM, TOP])
    .nice(4);
  const width = x.bandwidth();
  return (
    <Plot description={description} y={y} tickText={tickText}>
      {bars.map(({ key, value, tick, label }) => {
        const left = x(key) ?? LEFT;
        return (
          <g>
            {value > 0 && <path class="bar" d={roundedBar(left, y(value), width)} />}
            {label && (
              <text class="label" x={left + width / 2} y={y(value) - 5} text-anchor="middle">
                {label}
              </text>
            )}
            {tick && (
              <text class="tick" x={left + width / 2} y={BOTTOM + 17} text-anchor="middle">
                {tick}
              </text>
            )}
          </g>
        );
      })}
    </Plot>
  );
}

/** Returns the path of a bar with round upper corners. */
function roundedBar(left: number, top: number, width: number): string {
  const radius = Math.min(3, width / 2, BOTTOM - top);
  const points = [left, left + radius, left + width - radius, left + width].map((value) => value.toFixed(1));
  const [start, roundFrom, roundTo, end] = points;
  const [high, shoulder] = [top.toFixed(1), (top + radius).toFixed(1)];
  return `M${start},${BOTTOM}V${shoulder}Q${start},${high} ${roundFrom},${high}H${roundTo}Q${end},${high} ${end},${shoulder}V${BOTTOM}Z`;
}
