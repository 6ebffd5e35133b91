/** An event of an athlete's stream: numbered per athlete, in commit order. */
export type AthleteEvent = {
  id: number;
  timestamp: string;
  athleteId: string;
} & AthleteNews;

type AthleteNews =
  | { type: 'workout.accepted'; data: { workoutId: string; revision: number } }
  | {
      type: 'workout.processed';
      data: { workoutId: string; revision: number; status: string; failedSteps: string[] };
    }
  | { type: 'achievement.earned'; data: AwardNews }
  | { type: 'achievement.revoked'; data: AwardNews }
  | {
      type: 'record.broken';
      data: {
        workoutId: string;
        sport: string;
        kind: string;
        distanceMeters: number | null;
        /** Null after the workout was deleted. */
        value: number | null;
        unit: string;
        previousValue: number | null;
      };
    }
  /** The most notable change first: the better rank, then the longer period, then the order of the boards. */
  | { type: 'leaderboard.rank_changed'; data: { changes: RankNews[] } }
  | { type: 'report.ready'; data: { month: string; revision: number } }
  /** How many workouts of the athlete an import brought; they raise no events of their own. */
  | { type: 'import.processed'; data: { importId: string; workouts: number } }
  | { type: 'upload.failed'; data: { uploadId: string; problem: string } };

interface RankNews {
  board: string;
  period: string;
  rank: number;
  /** Null where the athlete was not in the top before. */
  previousRank: number | null;
  score: number;
}

interface AwardNews {
  achievementId: string;
  title: string;
  icon: string;
  periodKey?: string | undefined;
  workoutId: string;
  /** Null after the workout was deleted. */
  earnedAt: string | null;
}
