import { unpackTrack } from '../../db/workouts/workout-tracks.ts';
import { shareablePath } from '../../domain/track/shareable-path.ts';
import type { Sport } from '../../domain/workout.ts';
import type { Card } from '../../web/cards/card.ts';
import { printable } from '../../web/fonts.ts';

/** A card as it was read: texts that may have letters without a font, and the packed track. */
export interface StoredCard extends Omit<Card, 'art'> {
  /** Replaces a title that no font has. */
  otherwise: string;
  art: { points: Uint8Array; sport: Sport } | Exclude<Card['art'], { route: unknown }>;
}

/**
 * Makes a card drawable, on the thread that renders: a track of 100,000 points takes 150 to 250 ms, the first font 50 ms.
 */
export const prepareCard = ({ name, title, otherwise, art, ...card }: StoredCard): Card => ({
  ...card,
  name: printable(name, ''),
  title: printable(title, otherwise),
  art: art && 'points' in art ? { route: shareablePath(unpackTrack(art.points), art.sport) } : art,
});
