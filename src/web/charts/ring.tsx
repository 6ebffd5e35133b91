import { arc, pie, type PieArcDatum } from 'd3-shape';

export interface Share {
  name: string;
  value: number;
  /** The class of its colour, in the ring and in the legend. */
  colour: string;
  /** The amount, in words. */
  text: string;
}

interface RingProps {
  shares: readonly Share[];
  /** In the middle of the ring. */
  total: string;
  description: string;
}

const RADIUS = 90;

/** Draws shares of a whole as a ring, with names and amounts beside it. */
export function Ring({ shares, total, description }: RingProps) {
  const parts = pie<Share>()
    .value(({ value }) => value)
    .sort(null)([...shares]);
  const shape = arc<PieArcDatum<Share>>()
    .innerRadius(62)
    .outerRadius(RADIUS)
    .cornerRadius(3)
    .padAngle(shares.length > 1 ? 0.025 : 0)
    .digits(1);
  return (
    <div class="ring">
      <svg viewBox={`-${RADIUS} -${RADIUS} ${RADIUS * 2} ${RADIUS * 2}`} role="img" aria-label={description}>
        {parts.map((part) => (
          <path class={part.data.colour} d={shape(part) ?? ''} />
        ))}
        <text class="ring-total" text-anchor="middle" dy="0.35em">
          {total}
        </text>
      </svg>
      <ul class="legend">
        {shares.map(({ name, colour, text }) => (
          <li>
            <svg class="swatch" viewBox="0 0 10 10" aria-hidden="true">
              <circle class={colour} cx="5" cy="5" r="5" />
            </svg>
            <span>{name}</span>
            <span class="amount">{text}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
