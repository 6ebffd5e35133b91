import type { QuietHours } from './quiet-hours.ts';

/** Where an athlete gets e-mail, and which. It is separate from the profile, so that replacing one keeps the other. */
export interface Notifications {
  /** Null: no e-mail. */
  email: string | null;
  /** Consent to the monthly report by e-mail. */
  reportByEmail: boolean;
  /** Consent to e-mail about new achievements. */
  badgesByEmail: boolean;
  quietHours: QuietHours | null;
}

export const EMAIL_KINDS = ['report', 'badges'] as const;
export type EmailKind = (typeof EMAIL_KINDS)[number];

/** Returns whether the athlete agreed to e-mail of this kind. */
export const consentsTo = (
  { reportByEmail, badgesByEmail }: Pick<Notifications, 'reportByEmail' | 'badgesByEmail'>,
  kind: EmailKind,
): boolean => (kind === 'report' ? reportByEmail : badgesByEmail);

/** An e-mail, by what it is about. */
export type EmailSubject =
  { kind: 'report'; month: string; revision: number } | { kind: 'badges'; workoutId: string };

/**
 * Returns the left part of the Message-ID. It is the same in every attempt, so that mail servers and programs
 * recognize a repeat; of a report it names the revision.
 */
export const messageNameOf = (emailId: string, subject: EmailSubject): string =>
  subject.kind === 'report' ? `report-${subject.month}-r${subject.revision}.${emailId}` : `badges.${emailId}`;
