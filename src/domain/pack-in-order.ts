/** Groups neighbours while their total weight is within the limit; a heavier item is a group by itself. */
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
