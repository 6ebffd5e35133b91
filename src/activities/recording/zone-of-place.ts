import zoneAt from '@photostructure/tz-lookup';
import { isTimeZone } from '../../domain/local-time.ts';
import type { Track } from '../../domain/track/track.ts';

/**
 * Returns the IANA time zone of a track's first position; null without one or if this runtime does not know it. Borders
 * on the map are accurate to a few kilometres. At sea it is the nautical zone.
 */
export const zoneOfPlace = ({
  latitude,
  longitude,
}: Pick<Track, 'latitude' | 'longitude'>): string | null => {
  const index = latitude.findIndex((degrees) => !Number.isNaN(degrees));
  if (index === -1) return null;
  const zone = zoneAt(latitude[index]!, longitude[index]!);
  return isTimeZone(zone) ? zone : null;
};
