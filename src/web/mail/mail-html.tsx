import { raw } from 'hono/html';
import { renderToString } from 'hono/jsx/dom/server';
import { WEEKDAYS } from '../calendar-names.ts';
import { weeksOf } from '../report/calendar-section.tsx';
import type { MailContent, MailDay, MailSection } from './mail-content.ts';

/** Colours of light and dark screens. The light ones are inline, because some programs remove `<style>`. */
const LIGHT = {
  paper: '#faf7f4',
  card: '#ffffff',
  ink: '#1f1713',
  quiet: '#6d6059',
  line: '#eadfd7',
  // Darker than on the page: small letters need a contrast of 4.5.
  ember: '#c2410c',
  heat: ['#f4ece6', '#fde7da', '#fbc9a9', '#f8a673', '#f27f3d'],
};
const DARK_STYLE = `
@media (prefers-color-scheme: dark) {
  .paper { background-color: #14100e !important; }
  .card { background-color: #1e1815 !important; border-color: #3a2f29 !important; }
  .ink { color: #f6eee9 !important; }
  .quiet { color: #b3a39a !important; }
  .line { border-color: #3a2f29 !important; }
  .ember { color: #ff8a50 !important; }
  .heat-0 { background-color: #2e2520 !important; color: #b3a39a !important; }
  .heat-1 { background-color: #3b261b !important; color: #f6eee9 !important; }
  .heat-2 { background-color: #5f3721 !important; color: #f6eee9 !important; }
  .heat-3 { background-color: #8c4a26 !important; color: #f6eee9 !important; }
  .heat-4 { background-color: #ff8a50 !important; color: #1f1713 !important; }
}`;
const FONT = "system-ui,-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";
const TEXT = `font-family:${FONT};font-size:16px;line-height:24px;color:${LIGHT.ink};`;
const SMALL = `font-family:${FONT};font-size:13px;line-height:19px;color:${LIGHT.quiet};`;

/** Renders a mail as tables with inline styles, at most 600 px wide, without pictures, links to files, or scripts. */
export const mailHtml = (content: MailContent): string =>
  `<!doctype html>${renderToString(<MailDocument {...content} />)}`;

const MailDocument = (content: MailContent) => (
  <html lang="en">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="color-scheme" content="light dark" />
      <meta name="supported-color-schemes" content="light dark" />
      <title>{content.subject}</title>
      <style>{raw(DARK_STYLE)}</style>
    </head>
    <body class="paper" style={`margin:0;padding:0;background-color:${LIGHT.paper};`}>
      <Layout class="paper" style={`background-color:${LIGHT.paper};`}>
        <tr>
          <td align="center" style="padding:24px 12px;">
            <Layout style="max-width:600px;">
              <tr>
                <td style={`${SMALL}padding:0 4px 12px;`} class="quiet">
                  Afterburn
                </td>
              </tr>
              <tr>
                <td
                  class="card line"
                  style={`background-color:${LIGHT.card};border:1px solid ${LIGHT.line};border-radius:16px;padding:24px;`}
                >
                  <Body {...content} />
                </td>
              </tr>
              <tr>
                <td style={`${SMALL}padding:16px 4px 0;`} class="quiet">
                  <SmallPrint {...content} />
                </td>
              </tr>
            </Layout>
          </td>
        </tr>
      </Layout>
    </body>
  </html>
);

/** A table for layout, which screen readers skip. */
const Layout = ({ class: name, style, children }: { class?: string; style?: string; children: unknown }) => (
  <table
    role="presentation"
    width="100%"
    cellpadding="0"
    cellspacing="0"
    border={0}
    class={name}
    style={`border-collapse:separate;${style ?? ''}`}
  >
    <tbody>{children}</tbody>
  </table>
);

const Body = ({ title, lead, sections, calendar }: MailContent) => (
  <>
    <h1 class="ink" style={`margin:0;font:800 32px/38px ${FONT};letter-spacing:-0.5px;color:${LIGHT.ink};`}>
      {title}
    </h1>
    <p class="ink" style={`${TEXT}margin:10px 0 0;`}>
      {lead}
    </p>
    {calendar && <Calendar {...calendar} />}
    {sections.map((section) => (
      <Section {...section} />
    ))}
  </>
);

const Section = ({ heading, rows }: MailSection) => (
  <>
    <h2 class="ember" style={`margin:24px 0 4px;font:650 15px/22px ${FONT};color:${LIGHT.ember};`}>
      {heading}
    </h2>
    <table width="100%" cellpadding="0" cellspacing="0" border={0} style="border-collapse:collapse;">
      <tbody>
        {rows.map(({ label, value, note }, index) => (
          <tr>
            <td
              class="ink line"
              style={`${TEXT}${lineAbove(index)}padding:8px 12px 8px 0;vertical-align:top;text-align:left;`}
            >
              {label}
              {note && (
                <div class="quiet" style={SMALL}>
                  {note}
                </div>
              )}
            </td>
            <td
              class="ink line"
              align="right"
              style={`${TEXT}${lineAbove(index)}padding:8px 0;font-weight:650;vertical-align:top;text-align:right;`}
            >
              {value}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  </>
);

const lineAbove = (index: number): string => (index === 0 ? '' : `border-top:1px solid ${LIGHT.line};`);

/** Shows the month as weeks from Monday on. Cells have numbers, so colours are not needed. */
const Calendar = ({ days, legend }: NonNullable<MailContent['calendar']>) => (
  <>
    <table
      width="100%"
      cellpadding="0"
      cellspacing="3"
      border={0}
      style="border-collapse:separate;table-layout:fixed;margin:20px 0 0;"
    >
      <thead>
        <tr>
          {WEEKDAYS.map((weekday) => (
            <th scope="col" class="quiet" style={`${SMALL}font-size:12px;font-weight:500;text-align:center;`}>
              {weekday.slice(0, 3)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {weeksOf(days).map((week) => (
          <tr>{week.map((day) => (day ? <Day {...day} /> : <td></td>))}</tr>
        ))}
      </tbody>
    </table>
    <p class="quiet" style={`${SMALL}margin:6px 3px 0;`}>
      {legend}
    </p>
  </>
);

const Day = ({ date, level }: MailDay) => (
  <td
    class={`heat-${level}`}
    align="center"
    style={`font:${level > 0 ? 650 : 400} 13px/30px ${FONT};text-align:center;border-radius:6px;background-color:${LIGHT.heat[level]};color:${level > 0 ? LIGHT.ink : LIGHT.quiet};`}
  >
    {Number(date.slice(8))}
  </td>
);

const SmallPrint = ({ notes, kindName, unsubscribeUrl }: MailContent) => (
  <>
    {notes.map((note) => (
      <p style="margin:0 0 4px;">{note}</p>
    ))}
    {unsubscribeUrl && (
      <p style="margin:0;">
        <a class="quiet" style={`color:${LIGHT.quiet};`} href={unsubscribeUrl}>
          Unsubscribe from {kindName}
        </a>
      </p>
    )}
  </>
);
