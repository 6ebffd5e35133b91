import { FitBaseType, FitEncoder, type FitEncoderField } from 'fit-file-parser/encoder';
import { simulateActivity, type SimulatedSample, type SimulationOptions } from './simulated-activity.ts';

/** Global message numbers of the FIT profile, with the local number of each. */
const FILE_ID = [0, 0] as const;
const EVENT = [21, 1] as const;
const RECORD = [20, 2] as const;
const LAP = [19, 3] as const;
const SESSION = [18, 4] as const;
const ACTIVITY = [34, 5] as const;
const TIMESTAMP = 253;
const SPORT = { run: 1, ride: 2 };
const STOP = 1;
const STOP_ALL = 4;
const SEMICIRCLES_PER_DEGREE = 2 ** 31 / 180;

/**
 * Returns a FIT activity of a simulated run or ride, as a watch writes it: file_id, timer events, one record a second
 * with heart rate and cadence, a lap, a session and an activity. The encoder is fit-file-parser's, because Garmin's own
 * is not free.
 */
export const makeFit = ({
  energyKcal = 400,
  ...options
}: SimulationOptions & { /** What the device claims. */ energyKcal?: number }): Uint8Array => {
  const samples = simulateActivity(options);
  const [first, last] = [samples[0], samples.at(-1)];
  if (first === undefined || last === undefined) throw new RangeError('An activity has at least one sample.');
  const start = time(first);
  const end = time(last);
  const heartRates = samples.map((sample) => Math.round(sample.heartRate));
  const maxHeartRate = heartRates.reduce((most, rate) => Math.max(most, rate));
  const totals = [
    uint32(TIMESTAMP, end),
    enumeration(1, STOP),
    uint32(2, start),
    uint32(7, 1000 * (end - start)),
    uint32(8, 1000 * (end - start)),
    uint32(9, Math.round(100 * last.distanceMeters)),
    uint16(11, energyKcal),
  ];
  const encoder = new FitEncoder();
  const write = ([message, local]: readonly [number, number], fields: FitEncoderField[]) =>
    encoder.writeMessage(message, fields, local);

  write(FILE_ID, [enumeration(0, 4), uint16(1, 255), uint16(2, 1), uint32(4, start)]);
  write(EVENT, [uint32(TIMESTAMP, start), enumeration(0, 0), enumeration(1, 0)]);
  for (const sample of samples) write(RECORD, recordFields(sample));
  write(EVENT, [uint32(TIMESTAMP, end), enumeration(0, 0), enumeration(1, STOP_ALL)]);
  write(LAP, [uint16(254, 0), enumeration(0, 9), ...totals]);
  write(SESSION, [
    uint16(254, 0),
    enumeration(0, 8),
    ...totals,
    enumeration(5, SPORT[options.sport]),
    enumeration(6, 0),
    uint8(16, Math.round(heartRates.reduce((sum, rate) => sum + rate, 0) / heartRates.length)),
    uint8(17, maxHeartRate),
    uint16(25, 0),
    uint16(26, 1),
  ]);
  write(ACTIVITY, [
    uint32(TIMESTAMP, end),
    uint32(0, 1000 * (end - start)),
    uint16(1, 1),
    enumeration(2, 0),
    enumeration(3, 26),
    enumeration(4, STOP),
  ]);
  return encoder.close();
};

const recordFields = (sample: SimulatedSample): FitEncoderField[] => [
  uint32(TIMESTAMP, time(sample)),
  sint32(0, Math.round(sample.latitude * SEMICIRCLES_PER_DEGREE)),
  sint32(1, Math.round(sample.longitude * SEMICIRCLES_PER_DEGREE)),
  uint16(2, Math.round(5 * (sample.elevationMeters + 500))),
  uint8(3, Math.round(sample.heartRate)),
  uint8(4, sample.cadence),
  uint32(5, Math.round(100 * sample.distanceMeters)),
];

/** Returns seconds since FIT's epoch, 1989-12-31T00:00Z. */
const time = ({ timeMs }: SimulatedSample): number => FitEncoder.toFitTimestamp(new Date(timeMs));

const field =
  (baseType: FitBaseType, size: number) =>
  (number: number, value: number): FitEncoderField => ({ number, size, baseType, value });
const enumeration = field(FitBaseType.Enum, 1);
const uint8 = field(FitBaseType.Uint8, 1);
const uint16 = field(FitBaseType.Uint16, 2);
const uint32 = field(FitBaseType.Uint32, 4);
const sint32 = field(FitBaseType.Sint32, 4);
