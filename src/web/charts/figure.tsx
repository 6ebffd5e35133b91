import type { Child } from 'hono/jsx';

interface FigureProps {
  id: string;
  title: string;
  /** One sentence that sums the chart up. */
  summary: Child;
  children: Child;
}

/** Shows a chart with its heading and a one-sentence summary. */
export const Figure = ({ id, title, summary, children }: FigureProps) => (
  <figure class="card figure" id={id}>
    <figcaption>
      <h3>{title}</h3>
      <p>{summary}</p>
    </figcaption>
    {children}
  </figure>
);
