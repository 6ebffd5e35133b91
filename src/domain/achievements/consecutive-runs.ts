/** Runs of consecutive integers that grow by one integer at a time, in any order. */
export interface ConsecutiveRuns {
  /** Takes a number in; one that is in already changes nothing. */
  add(number: number): void;
  /** Counts two runs as one although there is a gap between them. Both numbers must be in. */
  join(a: number, b: number): void;
  /** How many numbers the longest run has; 0 for none. */
  longest(): number;
}

/** A union-find over the numbers seen: nearly constant time for each, also when one fills a gap between two runs. */
export function createConsecutiveRuns(): ConsecutiveRuns {
  const parents = new Map<number, number>();
  const sizes = new Map<number, number>();
  let longest = 0;

  const rootOf = (number: number): number => {
    let root = number;
    for (
      let parent = parents.get(root);
      parent !== undefined && parent !== root;
      parent = parents.get(root)
    ) {
      parents.set(root, parents.get(parent) ?? parent);
      root = parent;
    }
    return root;
  };

  const join = (a: number, b: number): void => {
    const [rootA, rootB] = [rootOf(a), rootOf(b)];
    if (rootA === rootB) return;
    const size = (sizes.get(rootA) ?? 0) + (sizes.get(rootB) ?? 0);
    const [child, root] = (sizes.get(rootA) ?? 0) < (sizes.get(rootB) ?? 0) ? [rootA, rootB] : [rootB, rootA];
    parents.set(child, root);
    sizes.set(root, size);
    longest = Math.max(longest, size);
  };

  return {
    add: (number) => {
      if (parents.has(number)) return;
      parents.set(number, number);
      sizes.set(number, 1);
      longest = Math.max(longest, 1);
      for (const neighbour of [number - 1, number + 1]) if (parents.has(neighbour)) join(number, neighbour);
    },
    join,
    longest: () => longest,
  };
}
