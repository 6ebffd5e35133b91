import { NO_BREAK } from '../quantities.ts';
import type { MailContent, MailSection } from './mail-content.ts';

/** Writes a mail as plain text: for programs that show no HTML, and for screen readers. */
export const mailText = ({ title, lead, sections, notes, kindName, unsubscribeUrl }: MailContent): string =>
  [
    `${title}\n${'='.repeat(title.length)}`,
    lead,
    ...sections.map(sectionText),
    ['--', ...notes].join('\n'),
    ...(unsubscribeUrl ? [`Unsubscribe from ${kindName}: ${unsubscribeUrl}`] : []),
  ]
    .join('\n\n')
    .replaceAll(NO_BREAK, ' ')
    .concat('\n');

function sectionText({ heading, rows }: MailSection): string {
  const width = Math.max(...rows.map(({ label }) => label.length));
  const lines = rows.map(({ label, value, note }) =>
    [label.padEnd(width), ...(value ? [value] : []), ...(note ? [`(${note})`] : [])].join('  ').trimEnd(),
  );
  return [heading.toUpperCase(), ...lines].join('\n');
}
