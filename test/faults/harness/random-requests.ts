import type { Random } from './random.ts';

/** Returns a plausible random workout. */
export function aWorkout(random: Random, athleteId: string): Readonly<Record<string, unknown>> {
  const sport = random.pick(['run', 'run', 'ride', 'walk', 'swim', 'strength', 'yoga']);
  const durationSeconds = 600 + random.integer(5400);
  const speed = { run: 3, ride: 8, walk: 1.5, swim: 0.9 }[sport];
  return {
    athleteId,
    sport,
    startedAt: new Date(FIRST_START + random.integer(300 * 24 * 3600) * 1000).toISOString(),
    durationSeconds,
    ...(speed ? { distanceMeters: Math.round(durationSeconds * speed * (0.7 + random.next() * 0.6)) } : {}),
    ...(random.chance(0.5) ? { averageHeartRate: 110 + random.integer(60) } : {}),
    ...(random.chance(0.2) ? { elevationGainMeters: random.integer(800) } : {}),
    title: `Workout ${random.integer(1e9)}`,
    ...(random.chance(0.1) ? { visibility: 'private' } : {}),
  };
}

/** Returns a random correction with a unique title. */
export const aChange = (random: Random): Readonly<Record<string, unknown>> => ({
  title: `Corrected ${random.integer(1e9)}`,
  ...(random.chance(0.5) ? { distanceMeters: 1000 + random.integer(20_000) } : {}),
  ...(random.chance(0.3) ? { durationSeconds: 900 + random.integer(5000) } : {}),
  ...(random.chance(0.1) ? { sport: random.pick(['run', 'ride', 'walk']) } : {}),
});

/** Returns the GPX recording of a one-minute run with a random start. */
export function aRecording(random: Random): string {
  const start = FIRST_START + random.integer(300 * 24 * 3600) * 1000;
  const points = Array.from({ length: 60 }, (_, second) => {
    const time = new Date(start + second * 1000).toISOString();
    return `<trkpt lat="${(48 + second * 0.00003).toFixed(6)}" lon="11"><ele>500</ele><time>${time}</time></trkpt>`;
  });
  return (
    '<?xml version="1.0" encoding="UTF-8"?><gpx version="1.1" creator="faults" ' +
    'xmlns="http://www.topografix.com/GPX/1/1"><trk><type>running</type><trkseg>' +
    `${points.join('')}</trkseg></trk></gpx>`
  );
}

/** Returns a random month of those in which workouts start. */
export const aMonth = (random: Random): string => `2025-${String(1 + random.integer(10)).padStart(2, '0')}`;

/** The start of ten months in the past. */
const FIRST_START = Date.parse('2025-01-01T00:00:00Z');
