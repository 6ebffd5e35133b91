import type { Sport } from '../../domain/workout.ts';

/** The class that gives a sport its colour; the same in the calendar, the ring and the table. */
export const sportColour = (sport: Sport): string => `sport-${sport.replaceAll('_', '-')}`;
