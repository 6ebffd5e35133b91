export type { Award } from './achievement-rule.ts';
export { ACHIEVEMENT_REPEATS, type AchievementRule, ACHIEVEMENT_KINDS } from './achievement-rule.ts';
export { ACHIEVEMENTS, presentAchievement } from './catalogue.ts';
export { ACHIEVEMENT_ICONS, type AchievementIcon } from './icons.ts';
export { climb } from './climb.ts';
export { progressNow } from './progress-now.ts';
export { evaluateAchievements } from './evaluate-achievements.ts';
