export type { Award } from './achievement-rule.ts';
export { ACHIEVEMENTS, achievementTitle } from './catalogue.ts';
export { climb } from './climb.ts';
export { progressNow } from './progress-now.ts';
export { evaluateAchievements } from './evaluate-achievements.ts';
