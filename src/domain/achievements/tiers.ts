import type { AchievementRule } from './achievement-rule.ts';

/** The fields that the rules of one series share. */
export interface Series extends Pick<AchievementRule, 'kind' | 'sport' | 'icon' | 'isSurprise'> {
  per?: AchievementRule['per'];
  /** In ascending order. */
  targets: readonly number[];
  /** `target`: `1000`; of a distance in one workout `5-km`, or `500-m` where it is no whole number of kilometres. */
  id: (target: string) => string;
  /** `target`: `1,000`; of a distance in one workout `5 km` or `500 m`. So for the description. */
  title: (target: string) => string;
  description: (target: string) => string;
  /** By target, where it has a name of its own. */
  names?: Readonly<Record<number, { id?: string; title: string }>>;
}

/** Makes the rules of one series. */
export function series({
  targets,
  id,
  title,
  description,
  names = {},
  ...shared
}: Series): AchievementRule[] {
  const isDistance = shared.kind === 'longest-km';
  const inId = isDistance ? kmInId : String;
  const inText = isDistance ? formatKm : formatNumber;
  return targets.map((target, index) => ({
    id: id(inId(target)),
    title: title(inText(target)),
    ...names[target],
    description: description(inText(target)),
    target,
    per: 'ever',
    ...shared,
    ...(targets.length > 1 ? { tier: index + 1 } : {}),
  }));
}

const kmInId = (km: number): string => (Number.isInteger(km) ? `${km}-km` : `${Math.round(km * 1000)}-m`);

const formatNumber = (number: number): string => number.toLocaleString('en-US', { maximumFractionDigits: 4 });

/** Formats a distance in metres below 5 km if that is shorter. */
const formatKm = (km: number): string =>
  km < 5 && !Number.isInteger(km) ? `${formatNumber(km * 1000)} m` : `${formatNumber(km)} km`;
