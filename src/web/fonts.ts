import { fileURLToPath } from 'node:url';
import { openSync, type Font } from 'fontkit';

/**
 * The font files of pictures and PDFs. Inter has Latin, Greek, Cyrillic and Vietnamese. DejaVu Sans adds Hebrew,
 * Arabic, Armenian, Georgian and many symbols. Chinese, Japanese, Korean, Thai and Indian scripts are left out: they
 * would add 10 MB each.
 */
export const FONT_FILES = {
  light: fileOf('@expo-google-fonts/inter/300Light/Inter_300Light.ttf'),
  regular: fileOf('@expo-google-fonts/inter/400Regular/Inter_400Regular.ttf'),
  semibold: fileOf('@expo-google-fonts/inter/600SemiBold/Inter_600SemiBold.ttf'),
  bold: fileOf('@expo-google-fonts/inter/800ExtraBold/Inter_800ExtraBold.ttf'),
  other: fileOf('dejavu-fonts-ttf/ttf/DejaVuSans.ttf'),
  'other-bold': fileOf('dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf'),
} as const;

export type FontName = keyof typeof FONT_FILES;
export const FONT_NAMES = Object.keys(FONT_FILES) as FontName[];
export type Weight = 'light' | 'regular' | 'semibold' | 'bold';

function fileOf(specifier: string): string {
  return fileURLToPath(import.meta.resolve(specifier));
}

const opened = new Map<FontName, Font>();

/**
 * Returns a font, opened once: decoding its tables takes 0.1 s. A glyph keeps the character that it was first created
 * for, and the PDF contains it. So all glyphs are created here in order, and no document depends on earlier ones.
 */
export function openFont(name: FontName): Font {
  const known = opened.get(name);
  if (known) return known;
  const font = openSync(FONT_FILES[name]) as Font;
  for (const codePoint of font.characterSet.toSorted((a, b) => a - b)) font.glyphForCodePoint(codePoint);
  opened.set(name, font);
  return font;
}

const GRAPHEMES = new Intl.Segmenter('en', { granularity: 'grapheme' });

export const graphemesOf = (text: string): string[] =>
  Array.from(GRAPHEMES.segment(text.normalize('NFC')), ({ segment }) => segment);

/** Joiners and similar characters have no shape. */
const SHAPELESS = /\p{Default_Ignorable_Code_Point}/gu;

function has(name: FontName, grapheme: string): boolean {
  const characters = Array.from(grapheme.replaceAll(SHAPELESS, ''));
  const font = openFont(name);
  return (
    characters.length > 0 && characters.every((one) => font.hasGlyphForCodePoint(one.codePointAt(0) ?? 0))
  );
}

const chosen = new Map<string, FontName | undefined>();

/** Returns the font of a weight that has this grapheme; undefined if none has it. */
export function fontFor(grapheme: string, weight: Weight): FontName | undefined {
  // Only single characters are cached: a text may have any number of combinations.
  if (grapheme.length > 1) return chooseFont(grapheme, weight);
  const key = `${weight} ${grapheme}`;
  if (!chosen.has(key)) chosen.set(key, chooseFont(grapheme, weight));
  return chosen.get(key);
}

function chooseFont(grapheme: string, weight: Weight): FontName | undefined {
  if (has(weight, grapheme)) return weight;
  const other = weight === 'bold' || weight === 'semibold' ? 'other-bold' : 'other';
  return has(other, grapheme) ? other : undefined;
}

/**
 * Returns the text without emoji and similar characters that no font has. Returns `otherwise` if a letter or digit is
 * missing or nothing is left: a name is shown whole or not at all.
 */
export function printable(text: string, otherwise: string): string {
  const graphemes = graphemesOf(text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' '));
  const missing = graphemes.filter((grapheme) => fontFor(grapheme, 'bold') === undefined);
  if (missing.some((grapheme) => /[\p{L}\p{N}]/u.test(grapheme) && !/\p{Emoji}/u.test(grapheme)))
    return otherwise;
  const kept = graphemes.filter((grapheme) => !missing.includes(grapheme)).join('');
  return kept.replaceAll(/ +/g, ' ').trim() || otherwise;
}
