import type { Api } from './api-client.ts';
import type { WorkoutSummary } from './workout-answers.ts';

interface Page {
  workouts: WorkoutSummary[];
  nextCursor?: string;
}

/** All workouts of an athlete, page after page. */
export async function listWorkouts(api: Api, athleteId: string): Promise<WorkoutSummary[]> {
  const listed: WorkoutSummary[] = [];
  let cursor = '';
  do {
    const { body } = await api.ask<Page>(`/v1/workouts?athleteId=${athleteId}&limit=200${cursor}`);
    listed.push(...body.workouts);
    cursor = body.nextCursor ? `&cursor=${encodeURIComponent(body.nextCursor)}` : '';
  } while (cursor);
  return listed;
}
