import zoneAt from '@photostructure/tz-lookup';
import { isTimeZone } from '../../domain/local-time.ts';
import type { Track } from '../../domain/track/track.ts';

/**
 * The IANA time zone of a track's first position, or null without one: by a map whose borders are a few kilometres
 * coarse, at sea the nautical zone. A zone that this runtime does not know is none.
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
