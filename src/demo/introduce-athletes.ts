import type { DemoAthlete } from './athletes.ts';
import { followAthlete, type ToldEvent } from './athlete-stream.ts';
import type { DemoContext } from './demo-context.ts';

/** Makes the athletes known and follows them, before anything is saved for them. */
export async function introduceAthletes(
  { api, screen }: DemoContext,
  {
    athletes,
    onEvent,
    signal,
  }: { athletes: readonly DemoAthlete[]; onEvent: (event: ToldEvent) => void; signal: AbortSignal },
): Promise<void> {
  screen.heading('Athletes');
  for (const { athleteId, habit, profile } of athletes) {
    const { status } = await api.ask(`/v1/athletes/${athleteId}`, { method: 'PUT', json: profile });
    const isNew = status === 201;
    // Whatever is told of a new athlete is news; of one from an earlier run, only what comes now.
    await followAthlete({ api, athleteId, after: isNew ? '0' : undefined, onEvent, signal });
    const known = isNew ? '' : screen.faint(', known from an earlier run');
    screen.line(
      `${athleteId.padEnd(16)} ${profile.displayName}, ${habit}, ${profile.weightKg} kg, ${profile.timeZone}${known}`,
    );
  }
}
