declare module 'svg-to-pdfkit' {
  import type PDFDocument from 'pdfkit';

  export interface SvgOptions {
    width?: number;
    height?: number;
    preserveAspectRatio?: string;
    assumePt?: boolean;
    fontCallback?: (family: string, bold: boolean, italic: boolean) => string;
    warningCallback?: (warning: string) => void;
  }

  /** Draws an SVG with its top left corner at x, y, in points. */
  export default function SVGtoPDF(
    doc: InstanceType<typeof PDFDocument>,
    svg: string,
    x: number,
    y: number,
    options?: SvgOptions,
  ): void;
}
