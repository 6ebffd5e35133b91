export type Metal = 'ember' | 'gold' | 'teal' | 'violet';

/** Returns the metal of a medal with this icon, on the live page and in reports. */
export function metalOf(icon: string): Metal;
