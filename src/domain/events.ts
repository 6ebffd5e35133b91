import type { AchievementIcon } from './achievements/icons.ts';
import type { Sport } from './workout.ts';

/** An event of an athlete's stream; the names are part of the HTTP contract. */
export type AthleteEvent = { athleteUuid: string } & (
  | { type: 'workout.accepted'; data: { workoutId: string; revision: number } }
  | {
      type: 'workout.processed';
      data: { workoutId: string; revision: number; status: string; failedSteps: string[] };
    }
  | { type: 'achievement.earned'; data: AwardEventData }
  | { type: 'achievement.revoked'; data: AwardEventData }
  | {
      type: 'record.broken';
      data: {
        workoutId: string;
        sport: Sport;
        kind: string;
        distanceMeters: number | null;
        /** Null after the workout was deleted. */
        value: number | null;
        unit: string;
        previousValue: number | null;
      };
    }
  /** The most notable change first: the better rank, then the longer period, then the order of the leaderboards. */
  | { type: 'leaderboard.rank_changed'; data: { changes: RankChangeData[] } }
  | {
      type: 'report.ready';
      /** `links.email`: the report as the parts of an e-mail, for apps that send it themselves. */
      data: { month: string; revision: number; links?: { self: string; email: string } };
    }
  | { type: 'import.processed'; data: { importId: string; workouts: number } }
  | { type: 'upload.failed'; data: { uploadId: string; problem: string } }
);

/** An event of the app itself, about one of its webhook endpoints. */
export type AppEvent =
  | { type: 'webhook.failing'; data: { endpointId: string; failingSince: string } }
  | {
      type: 'webhook.disabled';
      data: { endpointId: string; failingSince: string | null; reason: 'gone' | 'failing' };
    };

interface RankChangeData {
  board: string;
  period: string;
  rank: number;
  /** Null if the athlete was not in the top before. */
  previousRank: number | null;
  score: number;
}

interface AwardEventData {
  achievementId: string;
  title: string;
  icon: AchievementIcon;
  periodKey?: string;
  workoutId: string;
  /** Null after the workout was deleted. */
  earnedAt: string | null;
}
