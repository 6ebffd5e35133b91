export type { Award } from './achievement-rule.ts';
export { ACHIEVEMENT_KINDS, ACHIEVEMENT_REPEATS } from './achievement-rule.ts';
export { ACHIEVEMENTS, presentAchievement } from './catalogue.ts';
export { ACHIEVEMENT_ICONS } from './icons.ts';
export { evaluateRules } from './evaluate-rules.ts';
export { progressNow } from './progress-now.ts';
