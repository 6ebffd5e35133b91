import { z } from '@hono/zod-openapi';
import { described, int32, model, utcInstant } from './primitives.ts';

const LONGEST_SECONDS = 90 * 86_400;

export const cardName = z.object({
  card: z.string().max(1100).openapi({ description: 'The signed name in the URL of a card.' }),
});

const cardSubject = z
  .enum(['workout', 'achievement', 'month'])
  .openapi('ShareCardSubject', { description: 'What a card shows.' });

const cardFormat = z.enum(['landscape', 'portrait']).openapi('ShareCardFormat', {
  description: '`landscape`: 1200 × 630 pixels, for a link preview. `portrait`: 1080 × 1920, for a story.',
});

export const shareCardRequest = model('ShareCardRequest', 'A card to share.', {
  of: cardSubject,
  id: described(
    z.string().min(1).max(100),
    "Id of the athlete's workout or earned achievement, or a month `yyyy-MM` that has a report.",
  ),
  format: cardFormat.default('landscape'),
  map: described(
    z.boolean().default(false),
    "Whether the card of a workout shows its route. Send true only with the athlete's consent. What lies within 200 m of the start and of the end is never drawn.",
  ),
  expiresInSeconds: described(
    int32
      .min(1)
      .max(LONGEST_SECONDS)
      .default(30 * 86_400),
    'Lifetime of the link in seconds, at most 90 days. Default: 30 days.',
  ),
});

export const shareCard = model('ShareCard', 'A link to a card.', {
  url: described(
    z.string().openapi({ format: 'uri-reference' }),
    'Address of the PNG. It needs no key: anyone with the address sees the card.',
  ),
  expiresAt: described(utcInstant, 'When the link stops working.'),
});
