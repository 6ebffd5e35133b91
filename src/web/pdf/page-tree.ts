import { escapeXml } from '../escape-xml.ts';
import { SaxesParser } from 'saxes';

/** An element of the report's page. */
export interface PageElement {
  name: string;
  attributes: Readonly<Record<string, string>>;
  classes: readonly string[];
  children: PageNode[];
}

export type PageNode = PageElement | string;

/** Parses a page: well-formed XML except for its doctype. */
export function parsePage(html: string): PageElement {
  const root: PageElement = { name: '', attributes: {}, classes: [], children: [] };
  const open = [root];
  const parser = new SaxesParser();
  parser.on('opentag', ({ name, attributes }) => {
    const classes = attributes['class']?.split(' ').filter(Boolean) ?? [];
    const element = { name, attributes, classes, children: [] };
    open.at(-1)?.children.push(element);
    open.push(element);
  });
  parser.on('closetag', () => void open.pop());
  parser.on('text', (text) => {
    if (open.length > 1) open.at(-1)?.children.push(text);
  });
  parser.on('error', (error) => {
    throw error;
  });
  parser.write(html.replace(/^<!doctype html>/i, '')).close();
  return root;
}

export const elementsOf = ({ children }: PageElement): PageElement[] =>
  children.filter((child) => typeof child !== 'string');

/** Matches an element by its name, or by a class when the selector begins with a dot. */
export const matches = ({ name, classes }: PageElement, selector: string): boolean =>
  selector.startsWith('.') ? classes.includes(selector.slice(1)) : name === selector;

/** Finds all descendants that match, in the order of the page. */
export const findAll = (element: PageElement, selector: string): PageElement[] =>
  elementsOf(element).flatMap((child) => [
    ...(matches(child, selector) ? [child] : []),
    ...findAll(child, selector),
  ]);

export const find = (element: PageElement, selector: string): PageElement | undefined =>
  findAll(element, selector)[0];

/** Returns the first descendant that matches. @throws Error when the page has none */
export function get(element: PageElement, selector: string): PageElement {
  const found = find(element, selector);
  if (!found) throw new Error(`The page has no ${selector} in ${element.name || 'its document'}.`);
  return found;
}

/** Returns the visible text of an element. No-break spaces stay. */
export const visibleText = (node: PageNode): string => collapse(rawText(node, isVisible));

/** Returns the text that only screen readers get. */
export const spokenText = (element: PageElement): string =>
  findAll(element, '.visually-hidden')
    .map((hidden) => visibleText({ ...hidden, classes: [] }))
    .join(' ');

const isVisible = (element: PageElement): boolean =>
  !element.classes.includes('visually-hidden') && element.name !== 'svg';

const rawText = (node: PageNode, isWanted: (element: PageElement) => boolean): string => {
  if (typeof node === 'string') return node;
  return isWanted(node) ? node.children.map((child) => rawText(child, isWanted)).join('') : '';
};

const collapse = (text: string): string => text.replaceAll(/[ \t\r\n]+/g, ' ').trim();

/** Returns an element's text without the selected part, and the text of that part. */
export function partsOf(element: PageElement, selector: string): [string, string] {
  const part = find(element, selector);
  const main = collapse(rawText(element, (inner) => isVisible(inner) && inner !== part));
  return [main, part ? visibleText(part) : ''];
}

/** Writes an element as XML again. */
export function toXml(node: PageNode): string {
  if (typeof node === 'string') return escapeXml(node);
  const attributes = Object.entries(node.attributes).map(([name, value]) => ` ${name}="${escapeXml(value)}"`);
  return `<${node.name}${attributes.join('')}>${node.children.map(toXml).join('')}</${node.name}>`;
}
