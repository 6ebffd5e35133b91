import { Resvg } from '@resvg/resvg-js';
import { FONT_FILES } from '../fonts.ts';
import { drawCard, type Card, type CardFormat } from './card.ts';

/** Renders a card as PNG: 1200 × 630, or 1080 × 1920 pixels. Only our own fonts are used. */
export function renderCard(card: Card, format: CardFormat): Buffer {
  const picture = new Resvg(drawCard(card, format), {
    font: {
      fontFiles: Object.values(FONT_FILES),
      loadSystemFonts: false,
      defaultFontFamily: 'Inter',
      sansSerifFamily: 'DejaVu Sans',
    },
  });
  return picture.render().asPng();
}
