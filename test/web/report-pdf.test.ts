import { describe, expect, it } from 'vitest';
import { ACHIEVEMENTS } from '../../src/domain/achievements/index.ts';
import type { MonthlyReport } from '../../src/domain/monthly-report.ts';
import { renderReportPdf } from '../../src/web/pdf/report-pdf.ts';
import { renderReportPage, type ReportPageOptions } from '../../src/web/report-page.tsx';
import { aReport, aReportWorkout } from './a-report.ts';
import { readPdf } from './pdf-reading.ts';

const optionsOf = (report: MonthlyReport, over: Partial<ReportPageOptions> = {}): ReportPageOptions => ({
  displayName: 'Łucja Ödegård',
  athleteId: 'ath-1',
  units: 'metric',
  month: report.month,
  revision: 2,
  ...over,
});

const render = (report: MonthlyReport, over: Partial<ReportPageOptions> = {}) =>
  renderReportPdf(report, optionsOf(report, over));

/** What a reader sees of the page, without white space. */
const visibleTextOf = (page: string): string =>
  page
    .replace(/<head>.*?<\/head>/s, '')
    .replaceAll(
      /<(h2|span|p)[^>]* class="visually-hidden">.*?<\/\1>|<span class="visually-hidden">.*?<\/span>/gs,
      '',
    )
    .replaceAll(/<[^>]+>/g, '')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&')
    .replaceAll(/\s/g, '');

/** 31 days with up to 2 workouts of 8 sports, and two months before them. */
const aFullMonth = (): MonthlyReport => {
  const sports = ['run', 'ride', 'swim', 'hike', 'row', 'walk', 'strength', 'yoga'] as const;
  const workouts = Array.from({ length: 150 }, (_, index) => {
    const day = new Date(Date.UTC(2026, 7, 1) + Math.floor(index / 1.6) * 86_400_000).toISOString();
    return aReportWorkout({
      startedAt: day.replace('T00', `T${String(5 + (index % 3) * 4).padStart(2, '0')}`),
      sport: sports[(index * index) % 8]!,
      distanceMeters: 4000 + ((index * 7919) % 9000) + index * 90,
      durationSeconds: 2400 + ((index * 104_729) % 3600),
      efforts: [400, 1000, 1609.344, 5000].map((distanceMeters) => ({
        distanceMeters,
        durationSeconds: distanceMeters * (0.3 - index * 0.0005),
      })),
    });
  });
  return aReport({ workouts });
};

describe('renderReportPdf', () => {
  it.each([
    ['a month', () => aReport(), {}],
    ['a month in miles', () => aReport(), { units: 'imperial' } as const],
    ['a running month', () => aReport({ asOf: '2026-10-17T15:10:00Z', complete: false }), {}],
    ['a month with too little for a report', () => aReport({ month: '2026-02', ranks: [] }), {}],
  ])('says what the page says: %s', async (_, make, over) => {
    const report = make();
    const { text } = await readPdf(await render(report, over));
    // Facts are separated by dots, which the page's style adds.
    expect(text.replaceAll('·', '')).toBe(visibleTextOf(renderReportPage(report, optionsOf(report, over))));
  });

  it('is tagged, and describes each chart as the page does', async () => {
    const { info, isTagged, tags } = await readPdf(await render(aReport()));
    expect(info).toMatchObject({ Title: 'October 2026 – Łucja Ödegård – Afterburn', Language: 'en' });
    expect(isTagged).toBe(true);
    const roles = tags.map(({ role }) => role);
    for (const role of ['Document', 'H1', 'H2', 'H3', 'P', 'Table', 'TR', 'TH', 'TD', 'L', 'LI', 'Figure'])
      expect(roles).toContain(role);
    expect(roles.filter((role) => role === 'TD').length).toBeGreaterThan(31);
    const described = tags.filter(({ role }) => role === 'Figure').map(({ alt }) => alt);
    const drawings = renderReportPage(aReport(), optionsOf(aReport())).matchAll(
      /role="img" aria-label="([^"]+)"/g,
    );
    expect(described).toEqual(expect.arrayContaining([...drawings].map((match) => match[1])));
  });

  it('embeds all its fonts', async () => {
    const { fonts } = await readPdf(await render(aReport(), { displayName: 'Λυδία Жук עדה' }));
    expect(fonts.map(({ name }) => name.replace(/^.*\+/, ''))).toEqual(
      expect.arrayContaining(['Inter-Regular', 'Inter-SemiBold', 'DejaVuSans-Bold']),
    );
    expect(fonts.filter(({ isEmbedded }) => !isEmbedded)).toEqual([]);
  });

  it('has two to four pages, and keeps all rows of a full month', async () => {
    const report = aFullMonth();
    expect((await readPdf(await render(aReport()))).pages).toBe(2);
    const { pages, text } = await readPdf(await render(report));
    expect(pages).toBeGreaterThanOrEqual(3);
    expect(pages).toBeLessThanOrEqual(4);
    const page = visibleTextOf(renderReportPage(report, optionsOf(report)));
    // Two columns that go on over a page are read page by page.
    const sorted = (words: string) => words.split('').toSorted().join('');
    expect(sorted(text.replaceAll('·', ''))).toBe(sorted(page));
  });

  it('never ends with a nearly empty page, whatever the length of its lists', async () => {
    const full = aFullMonth();
    const awards = ACHIEVEMENTS.slice(0, 30).map(({ id: achievementId, title, icon }) => ({
      ...full.awards[0]!,
      achievementId,
      title,
      icon,
    }));
    const notes = visibleTextOf(/<footer>.*<\/footer>/s.exec(renderReportPage(full, optionsOf(full)))![0]);
    for (let most = 0; most <= awards.length; most += 1) {
      const report = { ...full, recordsBroken: [], awards: awards.slice(0, most) };
      const last = (await readPdf(await render(report))).pageTexts.at(-1)!;
      expect(last.endsWith(notes)).toBe(true);
      // Four awards, or a section with its rows.
      expect([most, last.length - notes.length > 60]).toEqual([most, true]);
    }
  });

  it('gives the same bytes for the same revision, whatever was rendered in between', async () => {
    const first = await render(aReport());
    await render(aFullMonth(), { displayName: 'Ω µ \u00a0 ﬁ \u2010 علي حسن' });
    expect((await render(aReport())).equals(first)).toBe(true);
    expect((await render(aReport(), { revision: 3 })).equals(first)).toBe(false);
  });

  it.each([
    ['Łucja Ödegård', 'ŁucjaÖdegård'],
    ['Nguyễn Thị Ánh', 'NguyễnThịÁnh'],
    ['Ольга Жук', 'ОльгаЖук'],
    ['Λυδία', 'Λυδία'],
    ['Գոհար', 'Գոհար'],
    ['🔥 Ada 🏃‍♀️', 'Ada'],
    ['<b>&amp;', '<b>&amp;'],
    // No font has these letters: the id stands in the name's place.
    ['山田 太郎', 'ath-1'],
    ['ณัฐ', 'ath-1'],
    ['🔥', 'ath-1'],
    [' \u0000\u202e ', 'ath-1'],
    ['W'.repeat(200), 'W'.repeat(200)],
  ])('shows the name %s', async (displayName, shown) => {
    const { text } = await readPdf(await render(aReport({ workouts: [] }), { displayName }));
    expect(text).toContain(`Monthlyreport${shown}October`);
  });

  it.each(['علي حسن', 'עדה לוי'])('writes %s from right to left', async (displayName) => {
    const { text } = await readPdf(await render(aReport({ workouts: [] }), { displayName }));
    expect(text).toMatch(/Monthlyreport[\p{Script=Arabic}\p{Script=Hebrew}]{6,}October/u);
  });
});
