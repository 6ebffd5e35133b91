import type { DemoAthlete } from './athletes.ts';
import type { DemoContext } from './demo-context.ts';

const HEAD = ['athlete', 'workouts', 'km', 'kcal', 'badges', 'records broken', 'rank in distance'];

/** Prints the athletes' results, as the service returns them. */
export async function showSummary(context: DemoContext, athletes: readonly DemoAthlete[]): Promise<void> {
  const { screen } = context;
  const rows = await Promise.all(athletes.map((athlete) => rowOf(context, athlete)));
  const [head = '', ...lines] = tableOf([HEAD, ...rows]);
  screen.heading('What came of it');
  screen.line(screen.faint(head));
  for (const line of lines) screen.line(line);
}

async function rowOf({ client }: DemoContext, { athleteId }: DemoAthlete): Promise<string[]> {
  let [workouts, meters, kcal] = [0, 0, 0];
  for await (const workout of client.workouts.list({ athleteId, limit: 200 })) {
    workouts += 1;
    if (workout.duplicateOf !== undefined) continue;
    meters += workout.distanceMeters ?? 0;
    kcal += workout.energy?.grossKcal ?? 0;
  }
  const { earned } = await client.athletes.achievements(athleteId);
  const broken = earned.filter(({ achievementId }) => achievementId === 'record-broken').length;
  // Of all time: on the first of a month, an athlete in an eastern time zone may be alone on the monthly leaderboard.
  const { entries, total } = await client.leaderboards.around('distance', athleteId);
  const rank = entries.find((entry) => entry.athleteId === athleteId)?.rank;
  const figures = [workouts, (meters / 1000).toFixed(1), Math.round(kcal), earned.length - broken, broken];
  return [athleteId, ...figures.map(String), rank === undefined ? '–' : `${rank} of ${total}`];
}

/** Formats a table: each column as wide as its widest cell, all but the first aligned to the right. */
function tableOf(rows: readonly (readonly string[])[]): string[] {
  const widthOf = (column: number): number => Math.max(...rows.map((row) => row[column]!.length));
  return rows.map(([first = '', ...rest]) =>
    [first.padEnd(widthOf(0)), ...rest.map((cell, index) => cell.padStart(widthOf(index + 1)))].join('  '),
  );
}
