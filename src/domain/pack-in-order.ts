/** Neighbours together for as long as their weights stay within the limit; what is heavier by itself stands alone. */
export function packInOrder<Item>(
  items: readonly Item[],
  weightOf: (item: Item) => number,
  limit: number,
): Item[][] {
  const groups: Item[][] = [];
  let weight = 0;
  for (const item of items) {
    const next = weightOf(item);
    const group = groups.at(-1);
    if (group && weight + next <= limit) group.push(item);
    else groups.push([item]);
    weight = group && weight + next <= limit ? weight + next : next;
  }
  return groups;
}
