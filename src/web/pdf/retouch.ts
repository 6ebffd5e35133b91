import type { PageElement } from './page-tree.ts';

/** Sets the classes of a chart's parts by element name: the PDF's style does not support descendant selectors. */
export const withClasses = (svg: PageElement, classes: Readonly<Record<string, string>>): PageElement => ({
  ...svg,
  children: svg.children.map((child) =>
    typeof child === 'string'
      ? child
      : { ...child, attributes: { ...child.attributes, class: classes[child.name] ?? '' } },
  ),
});
