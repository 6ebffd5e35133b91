/** Sequences of consecutive integers. Numbers are added one at a time, in any order. */
export interface ConsecutiveRuns {
  /** Adds a number. Adding it again changes nothing. */
  add(number: number): void;
  /** Joins the sequences of two added numbers although there is a gap between them. */
  join(a: number, b: number): void;
  /** Returns the length of the longest sequence; 0 without numbers. */
  longest(): number;
}

/** Creates a union-find over the numbers. Adding one takes nearly constant time. */
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
