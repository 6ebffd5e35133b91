import type { Sport } from '../../domain/workout.ts';

/** Returns the class with a sport's colour, for the calendar, the ring and the table. */
export const sportColour = (sport: Sport): string => `sport-${sport.replaceAll('_', '-')}`;
