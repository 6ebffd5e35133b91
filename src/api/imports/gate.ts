/** Lets so many through at once; the others wait in the order in which they came. */
export function createGate(places: number) {
  const waiting: (() => void)[] = [];
  let inside = 0;
  return async <T>(work: () => Promise<T>): Promise<T> => {
    if (inside < places) inside += 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      // The place is handed on, so that nobody slips in between.
      if (next) next();
      else inside -= 1;
    }
  };
}

export type Gate = ReturnType<typeof createGate>;

/** A gate for each name: whoever fills one holds up nobody at another. */
export function createGates(places: number): (name: string) => Gate {
  const gates = new Map<string, Gate>();
  return (name) => {
    const gate = gates.get(name) ?? createGate(places);
    gates.set(name, gate);
    return gate;
  };
}
