import type { QuietHours } from './quiet-hours.ts';

/** An athlete's e-mail settings. They are separate from the profile, so replacing one keeps the other. */
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

/** The subject of an e-mail. */
export type EmailSubject =
  { kind: 'report'; month: string; revision: number } | { kind: 'badges'; workoutId: string };

/**
 * Returns the left part of the Message-ID. It is the same in each attempt, so that mail servers recognize a repeat. A
 * report's has the revision.
 */
export const messageNameOf = (emailId: string, subject: EmailSubject): string =>
  subject.kind === 'report' ? `report-${subject.month}-r${subject.revision}.${emailId}` : `badges.${emailId}`;
