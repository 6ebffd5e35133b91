import type { PersonalRecord } from './personal-record.ts';

/** What one workout earned. */
export interface Earned {
  /** Local date of the workout. */
  localDate: string;
  /** Achievements other than broken records. */
  achievementIds: string[];
  /** Records that it broke and still holds. */
  recordsBroken: PersonalRecord[];
}
