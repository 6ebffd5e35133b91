export type { Award } from './achievement-rule.ts';
export { ACHIEVEMENTS, achievementTitle } from './catalogue.ts';
export { evaluateAchievements } from './evaluate-achievements.ts';
export { progressOf } from './progress.ts';
