import type { IconName } from '../../live-page-icons.tsx';

export type Metal = 'ember' | 'gold' | 'teal' | 'violet';

/** Returns how the medal of an achievement looks, on the live page and in reports. */
export function medalOf(achievementId: string): { icon: IconName; metal: Metal };
