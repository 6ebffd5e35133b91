import PdfDocument from 'pdfkit';
import type { MonthlyReport } from '../../domain/monthly-report.ts';
import { printable } from '../fonts.ts';
import { renderReportPage, type ReportPageOptions } from '../report-page.tsx';
import { inOnePiece, stack } from './arrange.ts';
import type { Block } from './block.ts';
import { createInk, type Ink, type Tag, type TextStyle } from './ink.ts';
import { masthead } from './masthead.ts';
import { elementsOf, get, parsePage, visibleText, type PageElement } from './page-tree.ts';
import { paragraph } from './paragraph.ts';
import { layOut } from './sections.ts';

/** A4, in points. */
const WIDTH = 595.28;
const HEIGHT = 841.89;
const MARGIN = 36;
const CONTENT_WIDTH = WIDTH - 2 * MARGIN;
const BOTTOM = HEIGHT - 46;
const GAP = 12;
/** Accessible PDF, ISO 14289. The types of pdfkit lack it. */
const PDF_UA = 'PDF/UA' as 'PDF/A-1';
/** Least height of each part of a split block, and of what is on the last page. */
const LEAST_HEIGHT = 150;

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
  ]);
  writeNotes(ink, root, get(page, 'footer'));
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
  const waiting = joinLast(blocks);
  let y = MARGIN;
  for (let block = waiting.shift(); block !== undefined; block = waiting.shift()) {
    const left = BOTTOM - y;
    const isFresh = y === MARGIN;
    const isTooHigh = block.height(CONTENT_WIDTH) > left;
    const halves = isTooHigh
      ? (splitFairly(block, left) ?? (isFresh ? block.split?.(CONTENT_WIDTH, left) : undefined))
      : undefined;
    if (halves) waiting.unshift(halves[1]);
    else if (isTooHigh && !isFresh) {
      ink.doc.addPage();
      y = MARGIN;
      waiting.unshift(block);
      continue;
    }
    const drawn = halves?.[0] ?? block;
    const height = drawn.height(CONTENT_WIDTH);
    drawn.draw({ x: MARGIN, y, width: CONTENT_WIDTH, height }, root);
    y += height + (height > 0 ? GAP : 0);
  }
}

/** Joins a low last block to the one before it, so that it is never alone on a page. */
function joinLast(blocks: readonly Block[]): Block[] {
  const [before, last] = blocks.slice(-2);
  if (!before || !last || last.height(CONTENT_WIDTH) >= LEAST_HEIGHT) return [...blocks];
  return [...blocks.slice(0, -2), joined(before, last)];
}

/** Stacks two blocks and never splits between them. */
const joined = (block: Block, last: Block): Block => ({
  ...inOnePiece(stack([block, last], GAP)),
  split(width, available) {
    const halves = block.split?.(width, available);
    return halves && [halves[0], joined(halves[1], last)];
  },
});

/** Splits a block for the rest of a page, so that both pages get enough of it. Undefined if that is impossible. */
function splitFairly(block: Block, available: number): readonly [Block, Block] | undefined {
  const halves = available < LEAST_HEIGHT ? undefined : block.split?.(CONTENT_WIDTH, available);
  if (!halves || halves[1].height(CONTENT_WIDTH) >= LEAST_HEIGHT) return halves;
  return splitFairly(block, available - LEAST_HEIGHT);
}

const NOTES: TextStyle = { weight: 'regular', size: 7, colour: 'quiet' };

/** Writes the notes at the foot of the last page, beside its number. */
function writeNotes(ink: Ink, root: Tag, footer: PageElement): void {
  const notes = stack(
    elementsOf(footer).map((note) => paragraph(ink, visibleText(note), NOTES)),
    0,
  );
  const width = CONTENT_WIDTH - 28;
  const height = notes.height(width);
  notes.draw({ x: MARGIN, y: HEIGHT - 21.5 - height, width, height }, root);
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
