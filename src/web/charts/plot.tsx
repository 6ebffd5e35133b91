import type { ScaleLinear } from 'd3-scale';
import type { Child } from 'hono/jsx';

/** About the width of a chart on a phone, so that the words stay readable there. */
const WIDTH = 420;
const HEIGHT = 210;
const MARGIN = { top: 18, right: 8, bottom: 24, left: 40 };

export const LEFT = MARGIN.left;
export const RIGHT = WIDTH - MARGIN.right;
export const TOP = MARGIN.top;
export const BOTTOM = HEIGHT - MARGIN.bottom;

interface PlotProps {
  /** Describes the drawing in words, for people who cannot see it. */
  description: string;
  y: ScaleLinear<number, number>;
  /** Formats the values of the vertical axis. */
  tickText: (value: number) => string;
  children: Child;
}

/** Draws the frame of a chart: horizontal lines with their values. */
export const Plot = ({ description, y, tickText, children }: PlotProps) => (
  <svg class="plot" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={description}>
    {y.ticks(4).map((value) => (
      <g>
        <line class={value === 0 ? 'axis' : 'grid'} x1={LEFT} x2={RIGHT} y1={y(value)} y2={y(value)} />
        <text class="tick" x={LEFT - 8} y={y(value)} dy="0.32em" text-anchor="end">
          {tickText(value)}
        </text>
      </g>
    ))}
    {children}
  </svg>
);
