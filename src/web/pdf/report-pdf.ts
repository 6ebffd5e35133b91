import PdfDocument from 'pdfkit';
import type { MonthlyReport } from '../../domain/monthly-report.ts';
import { printable } from '../fonts.ts';
import { renderReportPage, type ReportPageOptions } from '../report-page.tsx';
import type { Block } from './block.ts';
import { createInk, type Ink, type Tag, type TextStyle } from './ink.ts';
import { masthead } from './masthead.ts';
import { elementsOf, get, parsePage, visibleText } from './page-tree.ts';
import { layOut } from './sections.ts';

/** A4, in points. */
const WIDTH = 595.28;
const HEIGHT = 841.89;
const MARGIN = 36;
const BOTTOM = HEIGHT - 46;
const GAP = 12;
/** Accessible PDF, ISO 14289. The types of pdfkit lack it. */
const PDF_UA = 'PDF/UA' as 'PDF/A-1';
/** A block is split only if at least this height stays on the page. */
const MIN_SPLIT_HEIGHT = 150;

/**
 * Renders a month's report as a tagged PDF on A4, from the HTML page, so that both have the same content. The same
 * report, options and fonts return the same bytes: the creation date is the report's.
 * @returns the bytes of the file
 */
export async function renderReportPdf(report: MonthlyReport, options: ReportPageOptions): Promise<Buffer> {
  const displayName = options.displayName === null ? null : printable(options.displayName, options.athleteId);
  const page = parsePage(renderReportPage(report, { ...options, displayName }));
  const doc = new PdfDocument({
    size: [WIDTH, HEIGHT],
    margin: 0,
    bufferPages: true,
    pdfVersion: '1.7',
    subset: PDF_UA,
    tagged: true,
    lang: get(page, 'html').attributes['lang']!,
    displayTitle: true,
    font: '',
    info: {
      Title: visibleText(get(page, 'title')),
      Author: 'Afterburn',
      Creator: 'Afterburn',
      Producer: 'Afterburn',
      CreationDate: new Date(report.asOf),
    },
  });
  const bytes = collect(doc);
  const ink = createInk(doc);
  const root = doc.struct('Document');
  doc.addStructure(root);
  flow(ink, root, [
    masthead(ink, get(page, 'header')),
    ...elementsOf(get(page, 'main')).map((section) => layOut(ink, section)),
    layOut(ink, get(page, 'footer')),
  ]);
  numberPages(ink);
  doc.end();
  return bytes;
}

const collect = (doc: InstanceType<typeof PdfDocument>): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    doc.on('data', (chunk: Buffer) => void chunks.push(chunk));
    doc.on('end', () => resolve(Buffer.concat(chunks)));
    doc.on('error', reject);
  });

/** Stacks blocks on as many pages as they need. */
function flow(ink: Ink, root: Tag, blocks: readonly Block[]): void {
  const width = WIDTH - 2 * MARGIN;
  const waiting = [...blocks];
  let y = MARGIN;
  for (let block = waiting.shift(); block !== undefined; block = waiting.shift()) {
    const height = block.height(width);
    const left = BOTTOM - y;
    const isTooHigh = height > left;
    const isFresh = y === MARGIN;
    const halves =
      isTooHigh && (isFresh || left >= MIN_SPLIT_HEIGHT) ? block.split?.(width, left) : undefined;
    if (halves) waiting.unshift(halves[1]);
    else if (isTooHigh && !isFresh) {
      ink.doc.addPage();
      y = MARGIN;
      waiting.unshift(block);
      continue;
    }
    const drawn = halves?.[0] ?? block;
    const own = drawn.height(width);
    drawn.draw({ x: MARGIN, y, width, height: own }, root);
    y += own + (own > 0 ? GAP : 0);
  }
}

const NUMBER: TextStyle = { weight: 'regular', size: 7.5, colour: 'quiet' };

/** Writes page numbers, which screen readers skip. */
function numberPages(ink: Ink): void {
  const { start, count } = ink.doc.bufferedPageRange();
  for (let index = 0; index < count; index += 1) {
    ink.doc.switchToPage(start + index);
    const text = `${index + 1} / ${count}`;
    const x = WIDTH - MARGIN - ink.widthOf(text, NUMBER);
    ink.decorate(() => ink.write(text, { x, y: HEIGHT - 24, style: NUMBER }));
  }
}
