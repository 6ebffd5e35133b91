import { SaxesParser } from 'saxes';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Browser } from 'playwright-core';
import type { Units } from '../../src/domain/athlete.ts';
import type { MonthlyReport } from '../../src/domain/monthly-report.ts';
import { renderReportPage } from '../../src/web/report-page.tsx';
import { openBrowser } from '../support/browser.ts';
import { aReport, aReportWorkout } from './a-report.ts';

const render = (
  report: MonthlyReport,
  displayName: string | null = 'Łucja Ödegård',
  units: Units = 'metric',
) => renderReportPage(report, { displayName, athleteId: 'ath-1', units, month: report.month, revision: 2 });

/** The words of the page, as a reader sees them. */
const wordsOf = (page: string): string =>
  page
    .replace(/<style>.*?<\/style>/s, '')
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ');

const quiet = () => aReport({ month: '2026-02', ranks: [] });

/** What the lines and dots of the charts are drawn at, and the boxes of the words among them. */
const LABELS_ON_LINES = `[...document.querySelectorAll('.plot')].flatMap((plot) => {
  const boxes = [...plot.querySelectorAll('.label')].map((label) => [label.textContent, label.getBoundingClientRect()]);
  const lines = [...plot.querySelectorAll('.mark, .line')];
  return boxes.flatMap(([words, box]) => lines.flatMap((line) => {
    const toScreen = line.getScreenCTM();
    const length = line.getTotalLength();
    for (let at = 0; at <= length; at += 1) {
      const { x, y } = line.getPointAtLength(at).matrixTransform(toScreen);
      if (x > box.left && x < box.right && y > box.top + 2 && y < box.bottom - 2) return [words + ' on ' + line.getAttribute('class')];
    }
    return [];
  }));
})`;

/** Titles of lists with more lines than words. */
const BROKEN_WORDS = `[...document.querySelectorAll('.row-title')].map(({ firstChild }) => {
  const range = document.createRange();
  range.selectNodeContents(firstChild);
  return [firstChild.textContent.trim(), range.getClientRects().length];
}).filter(([words, lines]) => lines > words.split(/\\s/).length)`;

describe('renderReportPage', () => {
  it('shows the month: totals with their change, sports, best workout, records, awards, ranks', () => {
    const words = wordsOf(render(aReport()));
    expect(words).toContain('Łucja Ödegård October 2026');
    expect(words).toContain('3 workouts on 2 of 31 days');
    expect(words).toContain('2 days in a row');
    expect(words).toMatch(/Distance 51\.3 km up 4 × Sept up 6 × Oct 2025/);
    expect(words).toContain('Fastest 5 km Run, 3 October 21:49 was 22:10');
    expect(words).toMatch(/Distance top 2 % of athletes 3rd of 128/);
    expect(words).toMatch(/Fastest 5 km top 40 % of athletes 22nd of 54/);
    expect(words).toContain('First ride');
    expect(words).toMatch(/Workout of the month Run on 3 October 10 km 48 min 700 kcal 1 record broken/);
    expect(words).toContain('As of 1 November 2026, 04:10. Revision 2. In the time zone Europe/Paris.');
  });

  it('draws charts, each with what it says in words', () => {
    const page = render(aReport());
    const drawings = [...page.matchAll(/<svg[^>]* role="img" aria-label="([^"]+)"/g)].map(
      (match) => match[1],
    );
    expect(drawings).toHaveLength(5);
    expect(drawings.join('\n')).toContain('1\u00a0to\u00a04\u00a0October, 1,810\u00a0kcal');
    expect(drawings.join('\n')).toContain(
      'Training load per day. 64\u00a0points by power (TSS). Fitness 1 (1 before), fatigue 0, form 1.',
    );
    expect(page).not.toMatch(/NaN|undefined|Infinity|\[object/);
  });

  it('shows miles and feet to athletes who use them, and races by their names', () => {
    const page = render(aReport(), 'Łucja', 'imperial');
    const words = wordsOf(page);
    expect(words).toContain('3 workouts on 2 of 31 days: 2 h 25 min on the move, 31.8 mi; at best 2 days');
    expect(words).toMatch(/Distance 31\.8 mi up 4 × Sept/);
    expect(words).toMatch(/Climb 787 ft/);
    expect(words).toContain('Workout of the month Run on 3 October 6.2 mi 48 min');
    expect(words).toContain('4 October: 2 workouts, Ride, Yoga, 1 h 37 min, 25.6 mi');
    expect(words).toContain('Distance per day Most on 4 October: 25.6 mi.');
    expect(words).toContain('Fastest 5 km Run, 3 October 21:49');
    expect(words.replaceAll('Fastest 5 km', '')).not.toMatch(/\d (km|m|km\/h)\b/);
  });

  it('shows a calendar of all days, from Monday on', () => {
    const page = render(aReport());
    expect(page.match(/<time class="day-number"/g)).toHaveLength(31);
    // The 1st of October 2026 is a Thursday.
    expect(page.match(/<td class="no-day"/g)).toHaveLength(4);
    expect(wordsOf(page)).toContain('4 October: 2 workouts, Ride, Yoga');
  });

  it('says what the amounts and the shades of the calendar mean', () => {
    const yoga = aReportWorkout({
      startedAt: '2026-10-20T17:00:00Z',
      sport: 'yoga',
      distanceMeters: null,
    });
    const runs = [5, 6].map((day) => aReportWorkout({ startedAt: `2026-10-0${day}T08:00:00Z` }));
    const meaning = 'A stronger colour means more moving time.';
    expect(wordsOf(render(aReport({ workouts: [...runs, yoga] })))).toContain(
      `In km or minutes (′). ${meaning}`,
    );
    expect(wordsOf(render(aReport(), 'Łucja', 'imperial'))).toContain(`In mi. ${meaning}`);
  });

  it('names weeks by their days', () => {
    const words = wordsOf(render(aReport()));
    expect(words).toContain('Energy per week Best week: 1 to 4 October, 1,810 kcal.');
    expect(words).toMatch(/ 1 to 4 5 to 11 12 to 18 19 to 25 26 to 31 /);
    const workouts = [1, 8, 15].map((day) =>
      aReportWorkout({ startedAt: `2026-11-${String(day).padStart(2, '0')}T08:00:00Z` }),
    );
    // November 2026 begins on a Sunday and ends on a Monday.
    const november = wordsOf(render(aReport({ month: '2026-11', workouts })));
    expect(november).toMatch(/ 700 1 700 2 to 8 700 9 to 15 16 to 22 23 to 29 30 /);
  });

  it('holds a running month against how far the other ones got, and shows the days ahead as such', () => {
    const report = aReport({ asOf: '2026-10-17T15:10:00Z', complete: false });
    const words = wordsOf(render(report));
    expect(words).toContain('So far. As of 17 October 2026, 17:10.');
    expect(words).toMatch(/51\.3 km 4 × Sept/);
    expect(words).toMatch(/Energy 1,810 kcal 259 % of Sept/);
    expect(words).not.toContain('vs Sept');
    expect(render(report).match(/<td class="day ahead"/g)).toHaveLength(14);
  });

  it('says that a month without a workout is not enough for a report, instead of zeros', () => {
    const page = render(quiet());
    expect(wordsOf(page)).toContain('No workout in February 2026: not enough for a report. It takes 3.');
    expect(page).not.toMatch(/<figure|<table|class="totals"/);
  });

  it('shows the totals of a month with too few workouts, without comparing or drawing them', () => {
    const workouts = [aReportWorkout({ startedAt: '2026-10-05T08:00:00Z' })];
    const page = render(aReport({ workouts, complete: false, asOf: '2026-10-17T15:10:00Z' }));
    const words = wordsOf(page);
    expect(words).toContain('1 workout in October 2026 so far: not enough for a report. It takes 3.');
    expect(words).toContain('Distance 10 km Moving time 48 min');
    expect(words).not.toMatch(/none in|vs Sept/);
    expect(page).not.toMatch(/<figure|<table/);
  });

  it('measures time where there is no distance, and leaves out what the sports never have', () => {
    const workouts = [5, 6, 7].map((day) =>
      aReportWorkout({
        startedAt: `2026-10-0${day}T08:00:00Z`,
        sport: 'yoga',
        distanceMeters: null,
        elevationGainMeters: null,
        grossKcal: null,
      }),
    );
    const words = wordsOf(render(aReport({ workouts, ranks: [] })));
    expect(words).toContain('Moving time per day Most on 5 October: 48 min.');
    expect(words).not.toContain('Energy per week');
    expect(words).toContain('On the leaderboards None this month.');
    expect(words).not.toMatch(/by sport/i);
  });

  it('names a record once, with the value from before the month', () => {
    const workouts = [1330, 1320, 1310, 1400].map((durationSeconds, index) =>
      aReportWorkout({
        startedAt: index === 0 ? '2026-09-10T08:00:00Z' : `2026-10-0${index}T08:00:00Z`,
        efforts: [{ distanceMeters: 5000, durationSeconds }],
      }),
    );
    const words = wordsOf(render(aReport({ workouts, ranks: [] })));
    expect(words.match(/Fastest 5 km/g)).toHaveLength(1);
    expect(words).toContain('21:50 was 22:10');
    expect(words).toContain('A personal record broken 2 times, first on 1 October');
  });

  it('gives each kind of award its own icon', () => {
    const icons = new Set(render(aReport()).match(/<svg class="medal.*?<\/svg>/gs));
    expect(icons.size).toBeGreaterThan(2);
  });

  it('shows a name that looks like HTML as it is', () => {
    const name = `<script>alert(1)</script><img src=x onerror="alert(2)">'"&amp;`;
    const page = render(aReport(), name);
    expect(page).not.toContain('<script');
    expect(page).not.toContain('<img');
    expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(page).toContain('&amp;amp;');
  });

  it('shows the id of an athlete without a name', () => {
    expect(wordsOf(render(aReport(), null))).toContain('ath-1 October 2026');
  });

  it('loads nothing and runs nothing', () => {
    const page = render(aReport());
    expect(page).not.toMatch(/https?:|\bsrc=|\bhref=|url\(|@import|<script|\bon\w+=/);
    expect(page).toContain(`http-equiv="Content-Security-Policy" content="default-src &#39;none&#39;;`);
  });

  it.each([
    ['a full month', () => aReport()],
    ['a quiet month', quiet],
  ])('is well-formed for %s, and never names an id twice', (_, report) => {
    const ids: string[] = [];
    const parser = new SaxesParser();
    parser.on('opentag', ({ attributes }) => attributes['id'] && ids.push(attributes['id']));
    parser.on('error', (error) => {
      throw error;
    });
    parser.write(render(report()).replace('<!doctype html>', '')).close();
    expect(new Set(ids).size).toBe(ids.length);
  });
});

const run = (day: string, distanceMeters: number) =>
  aReportWorkout({ startedAt: `2026-${day}T08:00:00Z`, distanceMeters });

describe('the page in a browser', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser.close());

  it.each([1280, 800, 390, 320])('fits into %i px, and breaks none of its own rules', async (width) => {
    const page = await browser.newPage({ viewport: { width, height: 900 } });
    const complaints: string[] = [];
    page.on('console', (message) => complaints.push(message.text()));
    await page.setContent(render(aReport()));
    const overflow = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
    expect(overflow).toBe(0);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it.each(
    [1280, 900, 800, 700, 390].flatMap(
      (width) =>
        [
          [width, 5, {}],
          [width, 4, { elevationGainMeters: null }],
        ] as const,
    ),
  )('leaves no total alone in the last row: at %i px %i totals', async (width, totals, over) => {
    const page = await browser.newPage({ viewport: { width, height: 900 } });
    const workouts = [3, 4, 5].map((day) =>
      aReportWorkout({ startedAt: `2026-10-0${day}T08:00:00Z`, ...over }),
    );
    await page.setContent(render(aReport({ workouts })));
    const tops = await page.evaluate<number[]>(
      `[...document.querySelectorAll('.total')].map((tile) => tile.offsetTop)`,
    );
    expect(tops).toHaveLength(totals);
    expect(tops.filter((top) => top === tops.at(-1)).length).toBeGreaterThan(1);
    await page.close();
  });

  it.each([1280, 970, 900, 390])('breaks no word of a list at %i px', async (width) => {
    const page = await browser.newPage({ viewport: { width, height: 900 } });
    const ranks = ['distance', 'workouts', 'fastest-half-marathon'].map((board) => ({
      board,
      rank: 113,
      total: 1280,
    }));
    await page.setContent(render(aReport({ ranks })));
    expect(await page.evaluate(BROKEN_WORDS)).toEqual([]);
    await page.close();
  });

  it.each([
    ['far above the month before', [run('10-10', 17_200), run('11-02', 54_400), run('11-05', 83_600)]],
    ['just below the month before', [run('10-10', 150_000), run('11-02', 54_400), run('11-05', 93_600)]],
    ['just above the month before', [run('10-10', 150_000), run('11-02', 54_400), run('11-05', 96_600)]],
  ])('draws no line through a label: %s', async (_, workouts) => {
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    const report = aReport({ month: '2026-11', asOf: '2026-11-06T15:10:00Z', complete: false, workouts });
    await page.setContent(render(report));
    expect(await page.evaluate(LABELS_ON_LINES)).toEqual([]);
    await page.close();
  });
});
