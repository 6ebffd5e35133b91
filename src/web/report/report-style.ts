import { SPORTS } from '../../domain/workout.ts';
import { cssVariables, LIGHT, MEDALS } from './palette.ts';
import { sportColour } from './sport-colour.ts';

const SPORT_COLOURS = SPORTS.map((sport) => {
  const name = sportColour(sport);
  const value = `var(--${sport.replaceAll('_', '-')})`;
  return `.${name} { color: ${value}; fill: ${value}; }`;
}).join('\n');

/**
 * The style of the report page: light and dark, phone and desktop, and paper. It is inline, so a saved or sent file is
 * complete.
 */
export const REPORT_STYLE = `
:root {
  color-scheme: light dark;
  ${cssVariables(LIGHT)}
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    --paper: #14100e; --card: #1e1815; --ink: #f6eee9; --quiet: #b3a39a; --line: #3a2f29;
    --ember: #ff8a50; --ember-soft: #4a2918; --grid: #2e2520;
    --heat-1: #3b261b; --heat-2: #5f3721; --heat-3: #8c4a26; --heat-4: #ff8a50; --heat-ink: #1f1713;
    --up: #7bd197; --down: #e3b26b;
    --run: #ff8a50; --walk: #69db7c; --hike: #c0ca33; --ride: #6cb2ff; --indoor-ride: #a5b4fc; --swim: #4dd0e1;
    --row: #b197fc; --strength: #f783ac; --yoga: #ffd43b; --other: #adb5bd;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body {
  margin: 0 auto; padding: 0 20px 40px; max-width: 1120px; background: var(--paper); color: var(--ink);
  font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
  font-variant-numeric: tabular-nums; overflow-wrap: break-word;
}
h1, h2, h3, p, dl, dd, ul, figure { margin: 0; padding: 0; }
ul { list-style: none; }
h2 { font-size: 1.0625rem; letter-spacing: -0.01em; margin-bottom: 14px; }
h3 { font-size: 1rem; letter-spacing: -0.01em; }
.quiet { color: var(--quiet); font-weight: 400; }
.visually-hidden {
  position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap;
}
.card { background: var(--card); border: 1px solid var(--line); border-radius: 16px; padding: 20px; }

.masthead { padding: 28px 0 26px; }
.brand { display: flex; align-items: center; gap: 8px; font-weight: 650; }
.brand svg { width: 24px; height: 24px; }
.brand path { fill: none; stroke: var(--ember); stroke-width: 1.9; stroke-linejoin: round; }
.athlete { margin-top: 30px; font-size: 1.125rem; font-weight: 600; }
h1 { font-size: clamp(2.75rem, 9vw, 4.5rem); line-height: 1; letter-spacing: -0.04em; font-weight: 800; margin-top: 2px; }
.year { color: var(--ember); font-weight: 300; }
.so-far {
  display: inline-block; margin-top: 16px; padding: 4px 12px; border-radius: 99px; background: var(--ember-soft);
  font-size: 0.875rem;
}
.lead { margin-top: 16px; font-size: 1.125rem; max-width: 56em; text-wrap: balance; }

main, .stack { display: grid; gap: 20px; grid-template-columns: minmax(0, 1fr); }
.stack { align-content: start; }
.totals { display: flex; flex-wrap: wrap; gap: 12px; }
.total { flex: 1 1 150px; padding: 16px; }
.total dt { color: var(--quiet); font-size: 0.875rem; }
.figure-number { font-size: 1.75rem; line-height: 1.25; font-weight: 750; letter-spacing: -0.03em; margin-bottom: 10px; white-space: nowrap; }
.figure-number small { font-size: 0.9375rem; font-weight: 500; letter-spacing: 0; color: var(--quiet); }
.change { display: flex; gap: 6px; align-items: baseline; font-size: 0.8125rem; line-height: 1.6; color: var(--quiet); }
.up .arrow, .up b { color: var(--up); }
.down .arrow, .down b { color: var(--down); }
.change b { font-weight: 650; }
.arrow { flex: none; width: 8px; height: 8px; fill: currentColor; }

.pair { display: grid; gap: 20px; grid-template-columns: minmax(0, 1.6fr) minmax(0, 1fr); }
.pair.even { grid-template-columns: repeat(2, minmax(0, 1fr)); align-items: start; }
.calendar { display: flex; flex-direction: column; }
.calendar table { border-collapse: separate; border-spacing: 4px; table-layout: fixed; margin: -4px; width: calc(100% + 8px); flex: 1; }
.calendar thead { height: 1.75rem; }
.calendar th { font-size: 0.75rem; font-weight: 500; color: var(--quiet); padding: 0 0 2px; }
.calendar abbr { text-decoration: none; }
.day { position: relative; height: 62px; padding: 6px 8px; vertical-align: top; border-radius: 9px; background: color-mix(in srgb, var(--grid) 55%, transparent); }
.day-number { display: block; font-size: 0.75rem; line-height: 1.2; color: var(--quiet); }
.ahead { background: none; outline: 1px dashed var(--line); outline-offset: -1px; }
.day-amount { display: block; font-size: 1rem; line-height: 1.25; font-weight: 650; letter-spacing: -0.02em; }
.dots { position: absolute; left: 8px; bottom: 6px; display: flex; gap: 3px; }
.dot { display: inline-block; flex: none; width: 8px; height: 8px; border-radius: 50%; background: currentColor; box-shadow: 0 0 0 1.5px var(--card); }
.heat-1 { background: var(--heat-1); } .heat-2 { background: var(--heat-2); }
.heat-3 { background: var(--heat-3); } .heat-4 { background: var(--heat-4); }
.heat-1 .day-number, .heat-2 .day-number, .heat-3 .day-number { color: inherit; }
.heat-4, .heat-4 .day-number { color: var(--heat-ink); }
.legend { display: flex; flex-wrap: wrap; gap: 6px 18px; font-size: 0.875rem; }
.calendar .legend { margin-top: 16px; }
.calendar .key { margin-top: 6px; font-size: 0.875rem; color: var(--quiet); }
.legend li { display: flex; align-items: center; gap: 8px; }

.best { background: linear-gradient(135deg, var(--ember-soft), var(--card) 75%); }
.best-title { font-size: 1.5rem; font-weight: 750; letter-spacing: -0.02em; line-height: 1.3; }
.best-title .quiet { font-size: 1rem; letter-spacing: 0; color: inherit; opacity: 0.8; }
.facts { display: flex; flex-wrap: wrap; gap: 4px 14px; margin-top: 6px; }
.facts li:not(:last-child)::after { content: "·"; margin-left: 14px; color: var(--quiet); }

.figures { display: grid; gap: 20px; grid-template-columns: repeat(2, minmax(0, 1fr)); }
.figure { display: flex; flex-direction: column; gap: 10px; }
.figure:last-child:nth-child(odd) { grid-column: 1 / -1; }
.figure figcaption p { font-size: 0.875rem; color: var(--quiet); }
.plot { display: block; width: 100%; height: auto; margin-top: auto; overflow: visible; }
.grid { stroke: var(--grid); }
.axis { stroke: var(--line); }
.tick { fill: var(--quiet); font-size: 11px; }
.label { fill: var(--ink); font-size: 12px; font-weight: 650; paint-order: stroke; stroke: var(--card); stroke-width: 4px; stroke-linejoin: round; }
.bar { fill: var(--ember); }
.area { fill: var(--ember-soft); opacity: 0.6; }
.line { fill: none; stroke: var(--ember); stroke-width: 2.5; stroke-linejoin: round; stroke-linecap: round; }
.mark { stroke: var(--quiet); stroke-width: 1.25; stroke-dasharray: 4 4; }
.end { fill: var(--ember); stroke: var(--card); stroke-width: 2; }
.ring { display: grid; grid-template-columns: minmax(90px, 190px) minmax(max-content, 1fr); gap: 24px; align-items: center; margin: auto 0; max-width: 560px; }
.ring > svg { width: 100%; }
.ring-total { font-size: 17px; font-weight: 750; fill: var(--ink); letter-spacing: -0.02em; }
.ring .legend { display: grid; gap: 8px; font-size: 0.9375rem; }
.swatch { flex: none; width: 10px; height: 10px; }
.dashes { width: 26px; height: 10px; }
.amount { margin-left: auto; color: var(--quiet); white-space: nowrap; }

.sports { width: 100%; border-collapse: collapse; font-size: 0.9375rem; }
.sports th, .sports td { text-align: right; padding: 9px 0 9px 16px; white-space: nowrap; border-top: 1px solid var(--line); }
.sports thead th { border: 0; padding-top: 0; font-size: 0.8125rem; font-weight: 500; color: var(--quiet); }
.sports th:first-child { text-align: left; padding-left: 2px; font-weight: 600; }
.sports thead th:first-child { font-weight: 500; }
.sports .dot { margin-right: 10px; }

.rows li { display: flex; align-items: center; gap: 16px; padding: 10px 0; border-top: 1px solid var(--line); }
.rows li:first-child { border: 0; padding-top: 0; }
.rows li:last-child { padding-bottom: 0; }
.row-title { flex: 1; min-width: 0; font-weight: 600; }
.row-amount { text-align: right; font-weight: 650; white-space: nowrap; }
.row-amount .quiet { margin-left: 5px; font-size: 0.8125rem; }
.row-title .quiet, .records .quiet { display: block; margin: 0; font-size: 0.8125rem; }
.standing + .row-amount { min-width: 6.25rem; }
.standing { flex: none; width: 72px; height: 6px; border-radius: 3px; }
.track { fill: var(--grid); }
.awards { display: grid; gap: 14px; }
.awards li { display: flex; align-items: center; gap: 12px; }
.medal { flex: none; width: 34px; height: 34px; }
.medal circle { fill: ${MEDALS.ember}; }
.medal.gold circle { fill: ${MEDALS.gold}; }
.medal.teal circle { fill: ${MEDALS.teal}; }
.medal.violet circle { fill: ${MEDALS.violet}; }
.medal path { fill: none; stroke: #fff; stroke-width: 2; stroke-linecap: round; stroke-linejoin: round; }
.empty { color: var(--quiet); }

footer { margin-top: 28px; font-size: 0.8125rem; color: var(--quiet); }
footer p + p { margin-top: 4px; }
${SPORT_COLOURS}
@media (max-width: 960px) {
  .pair, .pair.even { grid-template-columns: minmax(0, 1fr); }
  .total { flex-basis: 30%; }
  .total:first-child:nth-last-child(4), .total:first-child:nth-last-child(4) ~ .total { flex-basis: 40%; }
}
@media (max-width: 600px) {
  body { padding: 0 14px 32px; }
  main, .stack, .pair, .figures { gap: 14px; }
  .card { padding: 16px; border-radius: 14px; }
  .figures { grid-template-columns: minmax(0, 1fr); }
  .total { flex-basis: 40%; padding: 14px; }
  .total:first-child:nth-last-child(odd) { flex-basis: 100%; }
  .figure-number { font-size: 1.5rem; }
  .total:first-child:nth-last-child(odd) .figure-number { font-size: 2.5rem; }
  .calendar table { border-spacing: 3px; }
  .day { height: 54px; padding: 5px; }
  .day-amount { font-size: 0.8125rem; }
  .dots { left: 5px; bottom: 5px; gap: 2px; }
  .dot { width: 7px; height: 7px; }
  .ring { grid-template-columns: minmax(0, 1fr); gap: 18px; }
  .ring > svg { max-width: 190px; margin: 0 auto; }
  .rows li { gap: 12px; }
  .standing { width: 48px; }
  .sports, .sports tbody, .sports tr, .sports th, .sports td { display: block; padding: 0; border: 0; text-align: left; }
  .sports thead { display: none; }
  .sports tr { display: grid; grid-template-columns: repeat(3, minmax(0, 1fr)); gap: 6px 12px; padding: 12px 0; border-top: 1px solid var(--line); }
  .sports tr:first-child { border: 0; padding-top: 0; }
  .sports tr:last-child { padding-bottom: 0; }
  .sports th { grid-column: 1 / -1; }
  .sports td::before { content: attr(data-label); display: block; font-size: 0.75rem; color: var(--quiet); }
}
@media print {
  :root { color-scheme: light; }
  @page { margin: 14mm; }
  html { font-size: 12px; }
  body { padding: 0; max-width: none; background: #fff; }
  * { -webkit-print-color-adjust: exact; print-color-adjust: exact; }
  .masthead { padding-top: 0; }
  .card, tr, li { break-inside: avoid; }
  h2 { break-after: avoid; }
}
`;
