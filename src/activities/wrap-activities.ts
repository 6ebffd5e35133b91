export type Activity = (...input: never[]) => Promise<unknown>;

/** Returns the activities under the same names, each of them called by `around`. */
export const wrapActivities = <Named extends Record<string, Activity>>(
  activities: Named,
  around: (name: string, run: () => Promise<unknown>) => Promise<unknown>,
): Named =>
  Object.fromEntries(
    Object.entries(activities).map(([name, activity]) => [
      name,
      (...input: never[]) => around(name, () => activity(...input)),
    ]),
  ) as Named;
