import type { Place } from '../../domain/track/shareable-path.ts';
import { ACHIEVEMENT_ICONS, type AchievementIcon } from '../../domain/achievements/icons.ts';
import { metalOf } from '../assets/live/medals.js';
import { LIGHT, MEDALS } from '../report/palette.ts';
import { escapeXml } from '../escape-xml.ts';
import { fitText, textWidth } from './fit-text.ts';
import { routePath } from './route-path.ts';

export interface Card {
  /** A sport and a day, or a month. */
  overline: string;
  title: string;
  /** At most four. */
  figures: { label: string; value: string }[];
  /** The athlete's name. */
  name: string;
  /** The drawing. Undefined: a flame. */
  art: { route: Place[][] } | { icon: AchievementIcon } | undefined;
}

export type CardFormat = 'landscape' | 'portrait';

interface Layout {
  width: number;
  height: number;
  margin: number;
  art: { x: number; y: number; size: number };
  text: { y: number; width: number };
  scale: number;
}

/** In pixels. */
const LAYOUTS: Record<CardFormat, Layout> = {
  landscape: {
    width: 1200,
    height: 630,
    margin: 64,
    art: { x: 756, y: 105, size: 380 },
    text: { y: 188, width: 640 },
    scale: 1,
  },
  portrait: {
    width: 1080,
    height: 1920,
    margin: 96,
    art: { x: 170, y: 300, size: 740 },
    text: { y: 1180, width: 888 },
    scale: 1.5,
  },
};

const FLAME =
  'M12.3 4c.5 2.9 4.5 4.5 4.5 9a4.8 4.8 0 0 1-9.6 0c0-1.9.8-3.2 1.8-4.2.1 1.3.6 2 1.4 2.3-.2-2.7.4-5.3 1.9-7.1z';

/** Draws a card as SVG, with texts that fit. It loads no other file. */
export function drawCard(card: Card, format: CardFormat): string {
  const { width, height, margin, text, scale } = LAYOUTS[format];
  const line = (content: string, { y, size: wanted, weight, fill }: Line) => {
    const face = weight >= 600 ? 'bold' : 'regular';
    // A long title is smaller, down to 60 %.
    const size = Math.round(
      wanted * Math.max(0.6, Math.min(1, text.width / textWidth(content, face) / wanted)),
    );
    const fitted = fitText(content, { size, weight: face, width: text.width });
    return `<text x="${margin}" y="${y}" font-size="${size}" font-weight="${weight}" fill="${fill}">${escapeXml(fitted)}</text>`;
  };
  const column = text.width / Math.min(2, Math.max(1, card.figures.length));
  const figures = card.figures.slice(0, 4).map(({ label, value }, index) => {
    const [x, y] = [margin + (index % 2) * column, text.y + (150 + Math.floor(index / 2) * 104) * scale];
    const fitted = fitText(value, { size: 46 * scale, weight: 'bold', width: column - 16 });
    return `<text x="${x}" y="${y}" font-size="${22 * scale}" fill="${QUIET}">${escapeXml(label)}</text>
<text x="${x}" y="${y + 48 * scale}" font-size="${46 * scale}" font-weight="800" fill="#fff">${escapeXml(fitted)}</text>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="Inter">
<defs><linearGradient id="ground" x1="0" y1="0" x2="1" y2="1"><stop offset="0" stop-color="#2a1710"/><stop offset="1" stop-color="#14100e"/></linearGradient></defs>
<rect width="${width}" height="${height}" fill="url(#ground)"/>
<g transform="translate(${margin - 8 * scale} ${margin - 12 * scale}) scale(${2 * scale})"><path d="${FLAME}" fill="none" stroke="${EMBER}" stroke-width="1.9" stroke-linejoin="round"/></g>
<text x="${margin + 42 * scale}" y="${margin + 21 * scale}" font-size="${26 * scale}" font-weight="600" fill="#fff">Afterburn</text>
${drawArt(card.art, LAYOUTS[format].art)}
${line(card.overline, { y: text.y - 10 * scale, size: 26 * scale, weight: 600, fill: EMBER })}
${line(card.title, { y: text.y + 58 * scale, size: 60 * scale, weight: 800, fill: '#fff' })}
${figures.join('\n')}
${line(card.name, { y: height - margin, size: 24 * scale, weight: 400, fill: QUIET })}
</svg>`;
}

interface Line {
  y: number;
  size: number;
  weight: number;
  fill: string;
}

const EMBER = '#ff8a50';
const QUIET = '#b3a39a';

function drawArt(art: Card['art'], { x, y, size }: Layout['art']): string {
  if (art && 'route' in art && art.route.length > 0)
    return `<path transform="translate(${x} ${y})" d="${routePath(art.route, size)}" fill="none" stroke="${EMBER}" stroke-width="${size / 50}" stroke-linecap="round" stroke-linejoin="round"/>`;
  const scale = size / 24;
  if (art && 'icon' in art)
    return `<g transform="translate(${x} ${y}) scale(${scale})"><circle cx="12" cy="12" r="11" fill="${MEDALS[metalOf(art.icon) as keyof typeof MEDALS]}"/><path d="${ACHIEVEMENT_ICONS[art.icon]}" transform="translate(5.4 5.4) scale(0.55)" fill="none" stroke="#fff" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"/></g>`;
  return `<path transform="translate(${x} ${y}) scale(${scale})" d="${FLAME}" fill="none" stroke="${LIGHT.ember}" stroke-width="0.6" stroke-linejoin="round"/>`;
}
