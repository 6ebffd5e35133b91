import type PdfDocument from 'pdfkit';
import drawSvg from 'svg-to-pdfkit';
import { FONT_NAMES, fontFor, graphemesOf, openFont, type FontName, type Weight } from '../fonts.ts';
import { LIGHT, type Colour } from '../report/palette.ts';
import { CHART_STYLE } from './chart-style.ts';
import { toXml, type PageElement } from './page-tree.ts';

type Document = InstanceType<typeof PdfDocument>;
export type Tag = ReturnType<Document['struct']>;
/** The types of pdfkit lack these options. */
export interface TagOptions {
  alt?: string;
  actual?: string;
  scope?: 'Column' | 'Row';
  bbox?: [left: number, top: number, right: number, bottom: number];
  placement?: 'Block';
}

export interface TextStyle {
  weight: Weight;
  /** In points. */
  size: number;
  colour: Colour;
  /** Added between letters, in points. */
  tracking?: number;
}

export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

interface Run {
  font: FontName;
  text: string;
}

/** Characters that Inter always has; nearly all text consists of them. */
const ONE_FONT = /^[ -~\u00a0-\u017f–—×·]*$/;

/** Splits a text into runs of one font each. Characters without a font were removed before. */
function runsOf(text: string, weight: Weight): Run[] {
  if (ONE_FONT.test(text)) return text === '' ? [] : [{ font: weight, text }];
  const runs: Run[] = [];
  for (const grapheme of graphemesOf(text)) {
    const font = fontFor(grapheme, weight) ?? weight;
    const last = runs.at(-1);
    // A space stays with the text before it, so that words of one script stay together.
    if (last && (last.font === font || grapheme === ' ')) last.text += grapheme;
    else runs.push({ font, text: grapheme });
  }
  return runs;
}

/**
 * With features, pdfkit lays out a whole run at once, which right-to-left scripts need. Contextual alternates are off:
 * they take four fifths of the time, for arrows that nobody writes. Kerning is off too: it moves a comma below the digits
 * beside it.
 */
const FEATURES = { calt: false, kern: false } as unknown as PDFKit.Mixins.OpenTypeFeatures[];
const OTHER_FEATURES: PDFKit.Mixins.OpenTypeFeatures[] = [];

const featuresOf = (font: FontName) => (font.startsWith('other') ? OTHER_FEATURES : FEATURES);

/** Creates the drawing functions of a tagged document: text, shapes and charts. */
export function createInk(doc: Document) {
  // pdfkit also accepts an open font.
  for (const name of FONT_NAMES) {
    const font: unknown = openFont(name);
    doc.registerFont(name, font as Buffer);
  }

  const optionsOf = (font: FontName, { tracking = 0 }: TextStyle) => ({
    features: featuresOf(font),
    characterSpacing: tracking,
    lineBreak: false,
    baseline: 'alphabetic' as const,
  });

  /** Widths at 1 point by font and text, cached because blocks are measured several times. */
  const widths = new Map<string, number>();
  const runWidth = ({ font, text }: Run, { size, tracking = 0 }: TextStyle): number => {
    const key = `${font} ${text}`;
    const width =
      widths.get(key) ??
      doc
        .font(font)
        .fontSize(1)
        .widthOfString(text, { features: featuresOf(font) });
    widths.set(key, width);
    return width * size + tracking * text.length;
  };

  const widthOf = (text: string, style: TextStyle): number =>
    runsOf(text, style.weight).reduce((sum, run) => sum + runWidth(run, style), 0);

  return {
    doc,
    widthOf,

    /** Writes one line; `y` is its baseline. */
    write(text: string, { x, y, style }: { x: number; y: number; style: TextStyle }): void {
      let left = x;
      for (const run of runsOf(text, style.weight)) {
        const width = runWidth(run, style);
        doc
          .font(run.font)
          .fontSize(style.size)
          .fillColor(LIGHT[style.colour])
          .text(run.text, left, y, optionsOf(run.font, style));
        left += width;
      }
    },

    /** Draws a rounded rectangle. */
    box(
      { x, y, width, height }: Box,
      { radius = 8, fill, line }: { radius?: number; fill?: Colour; line?: Colour },
    ): void {
      doc.lineWidth(0.75).roundedRect(x, y, width, height, radius);
      if (fill && line) doc.fillAndStroke(LIGHT[fill], LIGHT[line]);
      else if (fill) doc.fill(LIGHT[fill]);
      else if (line) doc.stroke(LIGHT[line]);
    },

    dot({ x, y, radius, colour }: { x: number; y: number; radius: number; colour: Colour }): void {
      doc.circle(x, y, radius).fill(LIGHT[colour]);
    },

    rule({ x, y, width }: Omit<Box, 'height'>): void {
      doc
        .lineWidth(0.75)
        .moveTo(x, y)
        .lineTo(x + width, y)
        .stroke(LIGHT.line);
    },

    /** Draws an SVG of the page in the colours of the document. */
    svg(svg: PageElement, { x, y, width, height }: Box): void {
      const attributes = { ...svg.attributes, overflow: 'visible' };
      const styled = {
        ...svg,
        attributes,
        children: [{ ...STYLE, children: [CHART_STYLE] }, ...svg.children],
      };
      drawSvg(doc, toXml(styled), x, y, {
        width,
        height,
        assumePt: true,
        fontCallback: (_, bold) => (bold ? 'semibold' : 'regular'),
      });
    },

    /** Tags the drawn content for screen readers. */
    tag(parent: Tag, type: string, draw: () => void, options: TagOptions = {}): void {
      parent.add(doc.struct(type, options, [draw]));
    },

    /** Adds a tag that holds other tags. It ends with the document. */
    group(parent: Tag, type: string): Tag {
      const element = doc.struct(type);
      parent.add(element);
      return element;
    },

    /** Draws decoration: backgrounds and lines, which screen readers skip. */
    decorate(draw: () => void): void {
      doc.markContent('Artifact', { type: 'Layout' });
      draw();
      doc.endMarkedContent();
    },
  };
}

const STYLE = { name: 'style', attributes: {}, classes: [] };

export type Ink = ReturnType<typeof createInk>;
