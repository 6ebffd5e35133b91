import { Encoder } from '@garmin/fitsdk';

type Fields = Record<string, unknown>;
export type FitMessage = [number: number, fields: Fields];

/** What an app's own field of a record is; in a record it stands under its place in the list. */
export type DeveloperField = Fields & { fitBaseTypeId: number; fieldName: string };

/** Global message numbers of the FIT profile. */
const MESSAGE = {
  fileId: 0,
  sport: 12,
  session: 18,
  record: 20,
  event: 21,
  length: 101,
  fieldDescription: 206,
  developerDataId: 207,
};

/** A FIT file of these messages, with Garmin's own encoder. */
export const fitFile = (messages: FitMessage[], developerFields: DeveloperField[] = []): Buffer => {
  const encoder = new Encoder();
  for (const [key, fields] of developerFields.entries()) {
    const id: Fields = { developerDataIndex: 0, applicationId: Array.from({ length: 16 }, () => 7) };
    const description: Fields = { developerDataIndex: 0, fieldDefinitionNumber: key, ...fields };
    encoder.addDeveloperField(
      key,
      { mesgNum: MESSAGE.developerDataId, ...id },
      { mesgNum: MESSAGE.fieldDescription, ...description },
    );
    encoder.onMesg(MESSAGE.developerDataId, id);
    encoder.onMesg(MESSAGE.fieldDescription, description);
  }
  for (const [number, fields] of messages) encoder.onMesg(number, fields);
  return Buffer.from(encoder.close());
};

/** A date `seconds` after the start of the tests' activities. */
export const at = (seconds: number): Date => new Date(Date.UTC(2026, 2, 1, 8) + 1000 * seconds);

export const fileId = (type = 'activity'): FitMessage => [
  MESSAGE.fileId,
  { type, manufacturer: 'development', product: 1, timeCreated: at(0), serialNumber: 1 },
];
export const record = (seconds: number, fields: Fields = {}): FitMessage => [
  MESSAGE.record,
  { timestamp: at(seconds), ...fields },
];
export const session = (startSeconds: number, elapsedSeconds: number, fields: Fields = {}): FitMessage => [
  MESSAGE.session,
  {
    timestamp: at(startSeconds + elapsedSeconds),
    startTime: at(startSeconds),
    totalElapsedTime: elapsedSeconds,
    totalTimerTime: elapsedSeconds,
    ...fields,
  },
];
/** A length of a pool, swum or rested. */
export const poolLength = (
  startSeconds: number,
  seconds: number,
  lengthType: 'active' | 'idle',
): FitMessage => [
  MESSAGE.length,
  {
    timestamp: at(startSeconds + seconds),
    startTime: at(startSeconds),
    totalElapsedTime: seconds,
    totalTimerTime: seconds,
    lengthType,
  },
];
export const timer = (seconds: number, eventType: 'start' | 'stop' | 'stopAll'): FitMessage => [
  MESSAGE.event,
  { timestamp: at(seconds), event: 'timer', eventType },
];
export const sportMessage = (fields: Fields): FitMessage => [MESSAGE.sport, fields];

/** Degrees as FIT's semicircles. */
export const semicircles = (degrees: number): number => Math.round((degrees * 2 ** 31) / 180);
