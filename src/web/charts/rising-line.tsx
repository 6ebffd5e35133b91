import { scaleLinear } from 'd3-scale';
import { area, curveMonotoneX, line } from 'd3-shape';
import { BOTTOM, LEFT, Plot, RIGHT, TOP } from './plot.tsx';

export interface RisingPoint {
  /** Day of the month, from 1. */
  day: number;
  total: number;
}

/** Distance from a point to its label, and the height of letters. */
const LABEL_GAP = 8;
const LABEL_HEIGHT = 12;

interface RisingLineProps {
  points: readonly RisingPoint[];
  /** Days of the month. The line of the current month ends earlier. */
  days: number;
  /** A total to compare with, drawn as a dashed line. The caption names it, so that no line crosses the name. */
  mark: number | undefined;
  endLabel: string;
  description: string;
  tickText: (value: number) => string;
}

/** Draws a cumulative total over the days of a month. */
export function RisingLine({ points, days, mark, endLabel, description, tickText }: RisingLineProps) {
  const end = points.at(-1);
  if (!end) return null;
  const x = scaleLinear()
    .domain([1, days])
    .range([LEFT + 6, RIGHT - 6]);
  const y = scaleLinear()
    .domain([0, Math.max(end.total, mark ?? 0)])
    .range([BOTTOM, TOP])
    .nice(4);
  const rising = line<RisingPoint>(
    ({ day }) => x(day),
    ({ total }) => y(total),
  ).curve(curveMonotoneX);
  const below = area<RisingPoint>(
    ({ day }) => x(day),
    BOTTOM,
    ({ total }) => y(total),
  ).curve(curveMonotoneX);
  const labelAt = y(end.total) - LABEL_GAP;
  const markAt = mark && y(mark);
  const isCrossed = markAt !== undefined && markAt < labelAt + 4 && markAt > labelAt - LABEL_HEIGHT;
  return (
    <Plot description={description} y={y} tickText={tickText}>
      <path class="area" d={below.digits(1)(points) ?? ''} />
      <path class="line" d={rising.digits(1)(points) ?? ''} />
      {markAt !== undefined && <line class="mark" x1={LEFT} x2={RIGHT} y1={markAt} y2={markAt} />}
      <circle class="end" cx={x(end.day)} cy={y(end.total)} r="4" />
      <text
        class="label"
        x={x(end.day) - 9}
        y={isCrossed ? markAt - LABEL_GAP : labelAt}
        text-anchor={end.day > days / 3 ? 'end' : 'start'}
      >
        {endLabel}
      </text>
      {weeklyTicks(days).map((day) => (
        <text class="tick" x={x(day)} y={BOTTOM + 17} text-anchor="middle">
          {day}
        </text>
      ))}
    </Plot>
  );
}

/** Returns the days labelled below the chart of a month: 1, 8, 15, 22, 29. */
export const weeklyTicks = (days: number): number[] =>
  Array.from({ length: Math.ceil(days / 7) }, (_, week) => 1 + week * 7);
