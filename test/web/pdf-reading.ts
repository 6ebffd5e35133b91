import { getDocument, OPS } from 'pdfjs-dist/legacy/build/pdf.mjs';

/** A node of the tree that tags make. */
interface TagNode {
  role?: string;
  alt?: string;
  children?: TagNode[];
}

type PdfFile = Awaited<ReturnType<typeof getDocument>['promise']>;
type PdfPage = Awaited<ReturnType<PdfFile['getPage']>>;

/** Reads a PDF as a program for people who listen to it would: its texts in order, its tags, its fonts. */
export async function readPdf(bytes: Uint8Array) {
  const loading = getDocument({ data: Uint8Array.from(bytes), verbosity: 0, fontExtraProperties: true });
  const file = await loading.promise;
  const pages = await Promise.all(
    Array.from({ length: file.numPages }, (_, index) => file.getPage(index + 1)),
  );
  const trees = (await Promise.all(pages.map((page) => page.getStructTree()))) as TagNode[];
  const info = (await file.getMetadata()).info as Record<string, unknown>;
  const pageTexts = await Promise.all(pages.map(textOf));
  const result = {
    pages: file.numPages,
    info,
    isTagged: (await file.getMarkInfo())?.Marked ?? false,
    pageTexts,
    text: pageTexts.join(''),
    tags: trees.flatMap(listTags),
    fonts: (await Promise.all(pages.map(fontsOf))).flat(),
  };
  await loading.destroy();
  return result;
}

/** Returns the text that is tagged, without white space. Page numbers are not. */
async function textOf(page: PdfPage): Promise<string> {
  const { items } = await page.getTextContent({ includeMarkedContent: true });
  const open: string[] = [];
  let text = '';
  for (const item of items) {
    if ('str' in item) text += open.includes('Artifact') ? '' : item.str;
    else if (item.type.startsWith('begin')) open.push('tag' in item ? String(item.tag) : '');
    else open.pop();
  }
  return text.replaceAll(/\s/g, '');
}

const listTags = (node: TagNode | null): TagNode[] =>
  node === null ? [] : [node, ...(node.children ?? []).flatMap(listTags)];

async function fontsOf(page: PdfPage): Promise<{ name: string; isEmbedded: boolean }[]> {
  const { fnArray, argsArray } = await page.getOperatorList();
  const names = fnArray.flatMap((operator, index) =>
    operator === OPS.setFont ? [(argsArray as string[][])[index]![0]!] : [],
  );
  return [...new Set(names)].map((id) => {
    const font = page.commonObjs.get(id) as { name: string; missingFile?: boolean };
    return { name: font.name, isEmbedded: font.missingFile !== true };
  });
}
