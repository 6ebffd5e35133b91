import type { AchievementRule } from './achievement-rule.ts';

/** What the rungs of one ladder share. */
type Ladder = Pick<AchievementRule, 'kind' | 'sport' | 'per' | 'icon' | 'isSurprise'> & {
  /** What to do for a target, given as text. */
  describe: (target: string) => string;
};
type Rung = Pick<AchievementRule, 'id' | 'title' | 'target'>;

/** Makes the rules of a ladder, in ascending order of their targets. */
export const ladder = ({ describe, ...shared }: Ladder, rungs: readonly Rung[]): AchievementRule[] =>
  rungs.map((rung, index) => ({
    ...rung,
    description: describe(shared.kind === 'longest-km' ? formatKm(rung.target) : formatNumber(rung.target)),
    ...shared,
    ...(rungs.length > 1 ? { tier: index + 1 } : {}),
  }));

/** Makes rungs that differ in their number alone. */
export const rungs = (
  targets: readonly number[],
  idOf: (target: number) => string,
  titleOf: (number: string) => string,
): Rung[] => targets.map((target) => ({ id: idOf(target), title: titleOf(formatNumber(target)), target }));

/** Makes rungs of distances in km; those that are no whole kilometres have their id in metres. */
export const distances = (targets: readonly number[], idOf: (distance: string) => string, name: string) =>
  targets.map((km) => ({
    id: idOf(Number.isInteger(km) ? `${km}-km` : `${Math.round(km * 1000)}-m`),
    title: `${name} of ${formatKm(km)}`,
    target: km,
  }));

const formatNumber = (number: number): string => number.toLocaleString('en-US', { maximumFractionDigits: 4 });

/** In metres below 5 km where that is shorter. */
const formatKm = (km: number): string =>
  km < 5 && !Number.isInteger(km) ? `${formatNumber(km * 1000)} m` : `${formatNumber(km)} km`;
