import { SaxesParser } from 'saxes';
import { describe, expect, it } from 'vitest';
import { drawCard, type Card } from '../../src/web/cards/card.ts';
import { renderCard } from '../../src/web/cards/render-card.ts';
import { printable } from '../../src/web/fonts.ts';

const aCard = (over: Partial<Card> = {}): Card => ({
  overline: 'Run · 20 November 2026',
  title: 'Lunch run',
  name: 'Łucja',
  art: { icon: 'trophy' },
  figures: [
    { label: 'Distance', value: '10.2 km' },
    { label: 'Moving time', value: '1 h 02 min' },
  ],
  ...over,
});

/** The texts of an SVG, in order. @throws when it is not well-formed */
function textsOf(svg: string): string[] {
  const texts: string[] = [];
  const parser = new SaxesParser();
  parser.on('text', (text) => text.trim() && texts.push(text));
  parser.on('error', (error) => {
    throw error;
  });
  parser.write(svg).close();
  return texts;
}

describe('a share card', () => {
  it.each([
    ['landscape', 1200, 630],
    ['portrait', 1080, 1920],
  ] as const)('is a PNG: %s, %i × %i', (format, width, height) => {
    const png = renderCard(aCard(), format);
    expect(png.subarray(1, 4).toString()).toBe('PNG');
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([width, height]);
    expect(png.equals(renderCard(aCard(), format))).toBe(true);
  });

  it('shows text as text', () => {
    const title = `</text><image href="file:///etc/passwd"/>&amp;`;
    const svg = drawCard(aCard({ title }), 'portrait');
    expect(svg).not.toContain('<image');
    expect(textsOf(svg).some((text) => text.startsWith('</text>'))).toBe(true);
  });

  it('shortens what does not fit, and draws names in other scripts', () => {
    const svg = drawCard(aCard({ title: 'W'.repeat(500), name: 'علي حسن' }), 'landscape');
    expect(textsOf(svg)).toContain('علي حسن');
    expect(textsOf(svg).find((text) => text.startsWith('W'))).toMatch(/^W{5,16}…$/);
    const drawn = renderCard(aCard({ name: 'علي حسن' }), 'landscape');
    expect(drawn.equals(renderCard(aCard({ name: '' }), 'landscape'))).toBe(false);
  });

  it('leaves out emoji, and names the sport for a title that no font has', () => {
    expect(printable('🔥 Hill repeats 💪', 'Run')).toBe('Hill repeats');
    expect(printable('朝ラン', 'Run')).toBe('Run');
  });

  it('draws a route', () => {
    const route = [
      [
        { latitude: 48.1, longitude: 2.1 },
        { latitude: 48.2, longitude: 2.2 },
      ],
    ];
    const svg = drawCard(aCard({ art: { route } }), 'landscape');
    expect(svg).toMatch(/d="M\d+\.\d,380\.0L\d+\.\d,0\.0"/);
    expect(drawCard(aCard({ art: { route: [] } }), 'landscape')).not.toMatch(/NaN|undefined|Infinity/);
  });
});
