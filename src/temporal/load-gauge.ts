/**
 * Up to here each workout gets an execution of its own, which costs as much as a batch of a hundred: ten a second are all
 * that two cores can do. Beyond, whoever comes together is one.
 */
const LIGHT_LOAD = 2;
/** How old the count may be; meanwhile each claim counts as one more. */
const REFRESH_MS = 250;

/** Knows, without waiting, whether few workouts are unfinished. The count is taken in the background, only while saves come. */
export function createLoadGauge({
  countUnfinished,
  lightLoad = LIGHT_LOAD,
  // Whatever happens to the clock on the wall.
  now = () => performance.now(),
}: {
  countUnfinished: (upTo: number) => Promise<number>;
  lightLoad?: number;
  now?: () => number;
}) {
  let unfinished = 0;
  let claimed = 0;
  let countedAt = -Infinity;
  let counting = false;

  const refresh = async (): Promise<void> => {
    counting = true;
    const counted = claimed;
    try {
      unfinished = await countUnfinished(lightLoad);
      // Those claimed during the count may or may not be in it: counted on top.
      claimed -= counted;
    } catch {
      // Unknown load is treated as heavy: the outbox has the work either way.
      unfinished = lightLoad;
    } finally {
      countedAt = now();
      counting = false;
    }
  };

  return {
    /** Whether one more save may be started right away; counts it as started if so. */
    tryClaim(): boolean {
      if (!counting && now() - countedAt > REFRESH_MS) void refresh();
      if (unfinished + claimed >= lightLoad) return false;
      claimed += 1;
      return true;
    },
  };
}
