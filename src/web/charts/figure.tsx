import type { Child } from 'hono/jsx';

interface FigureProps {
  id: string;
  title: string;
  /** One sentence with what the chart shows at a glance. */
  summary: string;
  children: Child;
}

/** A chart with its heading and its one-sentence story. */
export const Figure = ({ id, title, summary, children }: FigureProps) => (
  <figure class="card figure" id={id}>
    <figcaption>
      <h3>{title}</h3>
      <p>{summary}</p>
    </figcaption>
    {children}
  </figure>
);
