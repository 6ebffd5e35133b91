import type { Units } from '../../domain/athlete.ts';
import type { PersonalRecord } from '../../domain/personal-record.ts';
import { recordTitle, recordValue } from '../report/records-section.tsx';
import { SPORT_NAMES } from '../sport-names.ts';
import type { MailRow } from './mail-content.ts';

/** Writes a broken record as a row of a mail: `Fastest 5 km, run`, its value, and in the note the previous one. */
export const recordRow = (record: PersonalRecord, units: Units, ...notes: string[]): MailRow => ({
  label: `${recordTitle(record)}, ${SPORT_NAMES[record.sport].toLowerCase()}`,
  value: recordValue(record, record.value, units),
  note: [
    ...(record.previousValue === null ? [] : [`was ${recordValue(record, record.previousValue, units)}`]),
    ...notes,
  ].join('; '),
});
