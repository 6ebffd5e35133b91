import type { PageElement } from './page-tree.ts';

/** Gives the parts of a drawing other classes, by their element: the PDF's style knows no descendants. */
export const withClasses = (svg: PageElement, classes: Readonly<Record<string, string>>): PageElement => ({
  ...svg,
  children: svg.children.map((child) =>
    typeof child === 'string'
      ? child
      : { ...child, attributes: { ...child.attributes, class: classes[child.name] ?? '' } },
  ),
});
