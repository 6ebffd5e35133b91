import type { CountedWorkout } from '../counted-workout.ts';

export interface Award {
  achievementId: string;
  periodKey: string;
  tier?: number;
  workoutId: string;
  earnedAt: string;
}
export interface AchievementProgress {
  achievementId: string;
  title: string;
  value: number;
  target: number;
}
export const evaluateAchievements = (_workouts: readonly CountedWorkout[]): Award[] => [];
export const progressOf = (_workouts: readonly CountedWorkout[]): AchievementProgress[] => [];
export const achievementTitle = (achievementId: string): string => achievementId;
