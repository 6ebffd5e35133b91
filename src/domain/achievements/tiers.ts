import type { AchievementRule } from './achievement-rule.ts';

/** What the rules of one series share. */
type Series = Pick<AchievementRule, 'kind' | 'sport' | 'per' | 'icon' | 'isSurprise'> & {
  /** What to do for a target, given as text. */
  describe: (target: string) => string;
};
type Tier = Pick<AchievementRule, 'id' | 'title' | 'target'>;

/** Makes the rules of one series. The tiers come in ascending order of their targets. */
export const tiered = ({ describe, ...shared }: Series, tiers: readonly Tier[]): AchievementRule[] =>
  tiers.map((tier, index) => ({
    ...tier,
    description: describe(shared.kind === 'longest-km' ? formatKm(tier.target) : formatNumber(tier.target)),
    ...shared,
    ...(tiers.length > 1 ? { tier: index + 1 } : {}),
  }));

/** Makes tiers that differ only in their number. */
export const tiers = (
  targets: readonly number[],
  idOf: (target: number) => string,
  titleOf: (number: string) => string,
): Tier[] => targets.map((target) => ({ id: idOf(target), title: titleOf(formatNumber(target)), target }));

/** Makes tiers of distances in km. An id is in metres unless the distance is a whole number of kilometres. */
export const distances = (targets: readonly number[], idOf: (distance: string) => string, name: string) =>
  targets.map((km) => ({
    id: idOf(Number.isInteger(km) ? `${km}-km` : `${Math.round(km * 1000)}-m`),
    title: `${name} of ${formatKm(km)}`,
    target: km,
  }));

const formatNumber = (number: number): string => number.toLocaleString('en-US', { maximumFractionDigits: 4 });

/** Formats a distance in metres below 5 km if that is shorter. */
const formatKm = (km: number): string =>
  km < 5 && !Number.isInteger(km) ? `${formatNumber(km * 1000)} m` : `${formatNumber(km)} km`;
