import { localDateOf, monthOf } from '../domain/local-time.ts';
import type { DemoAthlete } from './athletes.ts';
import type { DemoContext } from './demo-context.ts';
import { listWorkouts } from './list-workouts.ts';
import { tableOf } from './table.ts';

interface Achievements {
  earned: { achievementId: string }[];
}
interface Board {
  entries: { rank: number; athleteId: string }[];
  total: number;
}

/** The running month by the athlete's own calendar. */
export const monthFor = ({ profile }: DemoAthlete, now: Date): string =>
  monthOf(localDateOf(now.toISOString(), profile.timeZone));

/** What the athletes have come to, as the service tells it. */
export async function showSummary(context: DemoContext, athletes: readonly DemoAthlete[]): Promise<void> {
  const { screen } = context;
  const rows = await Promise.all(athletes.map((athlete) => rowOf(context, athlete)));
  const head = ['athlete', 'workouts', 'km', 'kcal', 'badges', 'records broken', 'rank this month'];
  screen.heading('What came of it');
  tableOf(head, rows).forEach((line, index) => screen.line(index === 0 ? screen.faint(line) : line));
}

async function rowOf({ api, now }: DemoContext, athlete: DemoAthlete): Promise<string[]> {
  const { athleteId } = athlete;
  const period = monthFor(athlete, now);
  const [workouts, achievements, board] = await Promise.all([
    listWorkouts(api, athleteId),
    api.ask<Achievements>(`/v1/athletes/${athleteId}/achievements`),
    api.ask<Board>(`/v1/leaderboards/distance?period=${period}&around=${athleteId}`),
  ]);
  const counting = workouts.filter(({ duplicateOf }) => duplicateOf === undefined);
  const broken = achievements.body.earned.filter(({ achievementId }) => achievementId === 'record-broken');
  const { entries, total } = board.body;
  const rank = entries.find((entry) => entry.athleteId === athleteId)?.rank;
  return [
    athleteId,
    String(workouts.length),
    (sumOf(counting, ({ distanceMeters }) => distanceMeters) / 1000).toFixed(1),
    String(Math.round(sumOf(counting, ({ energy }) => energy?.grossKcal))),
    String(achievements.body.earned.length - broken.length),
    String(broken.length),
    rank === undefined ? '–' : `${rank} of ${total}`,
  ];
}

const sumOf = <Item>(items: readonly Item[], amountOf: (item: Item) => number | null | undefined): number =>
  items.reduce((sum, item) => sum + (amountOf(item) ?? 0), 0);
