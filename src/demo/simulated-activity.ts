import { createRandom } from './random.ts';

/** Options of a simulated activity. The same options return the same bytes. */
export interface SimulationOptions {
  sport: 'run' | 'ride';
  /** RFC 3339 time with an offset. */
  startedAt: string;
  /** Whole seconds, one sample each. Default: 1800. */
  durationSeconds?: number;
  /** Another seed returns another course and another heart rate. */
  seed?: number;
}

export interface SimulatedSample {
  timeMs: number;
  latitude: number;
  longitude: number;
  elevationMeters: number;
  distanceMeters: number;
  heartRate: number;
  cadence: number;
}

const PACE = {
  run: { metersPerSecond: 3, heartRate: 148, cadence: 84 },
  ride: { metersPerSecond: 7.5, heartRate: 138, cadence: 88 },
};
const TIERGARTEN = { latitude: 52.5145, longitude: 13.3501 };
const METERS_PER_DEGREE = 111_320;
const METERS_PER_DEGREE_EAST = METERS_PER_DEGREE * Math.cos((TIERGARTEN.latitude * Math.PI) / 180);

/** Simulates a plausible activity, second by second: it warms up, gets harder uphill, and follows a loop. */
export const simulateActivity = ({
  sport,
  startedAt,
  durationSeconds = 1800,
  seed = 1,
}: SimulationOptions): SimulatedSample[] => {
  const random = createRandom(seed);
  const { metersPerSecond, heartRate, cadence } = PACE[sport];
  const form = 0.92 + 0.16 * random();
  const turn = (random() < 0.5 ? -1 : 1) * ((2 * Math.PI) / 900);
  let heading = 2 * Math.PI * random();
  let sample: SimulatedSample = {
    timeMs: Date.parse(startedAt),
    ...TIERGARTEN,
    elevationMeters: 35,
    distanceMeters: 0,
    heartRate: 92,
    cadence: 0,
  };
  const samples = [sample];
  for (let second = 1; second <= durationSeconds; second += 1) {
    const hill = Math.sin((2 * Math.PI * second) / 600);
    const step = metersPerSecond * form * (1 - 0.06 * hill) + 0.2 * (random() - 0.5);
    heading += turn + 0.02 * (random() - 0.5);
    const goal = heartRate + 9 * hill + 6 * (second / durationSeconds);
    sample = {
      timeMs: sample.timeMs + 1000,
      latitude: sample.latitude + (step * Math.cos(heading)) / METERS_PER_DEGREE,
      longitude: sample.longitude + (step * Math.sin(heading)) / METERS_PER_DEGREE_EAST,
      elevationMeters: 35 + 8 * (1 - Math.cos((2 * Math.PI * second) / 600)),
      distanceMeters: sample.distanceMeters + step,
      heartRate: sample.heartRate + (goal - sample.heartRate) / 45 + 0.5 * (random() - 0.5),
      cadence: cadence + Math.round(3 * (random() - 0.5)),
    };
    samples.push(sample);
  }
  return samples;
};
