import { activityInfo, log } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import { getAthleteByUuid, type AddressedAthlete } from '../db/athletes/athletes.ts';
import { findEarned } from '../db/derived/earned.ts';
import { withTransaction, type Pool } from '../db/pool.ts';
import {
  claimEmail,
  releaseClaim,
  renewClaim,
  type EmailExecution,
} from '../db/notifications/email-claim.ts';
import { endEmail, findWaitingEmail, postponeEmail, type WaitingEmail } from '../db/notifications/emails.ts';
import { recordBounce } from '../db/notifications/notifications.ts';
import { unsubscribePathOf } from '../delivery/mail/unsubscribe-link.ts';
import { getReport } from '../db/reports/report-reads.ts';
import { MessageRefused, RecipientRefused } from '../delivery/mail/mailer.ts';
import { consentsTo, messageNameOf } from '../domain/notifications.ts';
import { endOfQuietHours } from '../domain/quiet-hours.ts';
import { renderBadgeMail } from '../web/mail/badge-mail.ts';
import { renderReportMail } from '../web/mail/report-mail.ts';
import type { RenderedMail } from '../web/mail/mail-content.ts';
import type { ActivityDependencies } from './dependencies.ts';
import { sendHeartbeat } from './failure-policy.ts';

export interface SendEmailInput {
  emailId: string;
}

export interface SendEmailResult {
  outcome: 'sent' | 'postponed' | 'skipped' | 'failed';
  /** Why it was skipped or failed. */
  reason?: string;
}

const HEARTBEAT_MS = 3000;
const CLAIMED_RETRY_MS = 10_000;
/** RFC 5321, 4.5.4.1: a sender gives up after four or five days. */
const PATIENCE_MS = 5 * 86_400_000;

type Dependencies = Pick<ActivityDependencies, 'pool' | 'mail'> & { now?: () => Date };

/**
 * Sends an e-mail once. Consent, address and quiet hours are read at that time. If the worker crashes between the
 * server's reply and the commit, the mail is sent again with the same Message-ID. An execution that a redrive
 * or the reconciler has replaced sends nothing; its successor waits until it has ended its attempt.
 */
export const createSendEmail =
  ({ pool, mail, now = () => new Date() }: Dependencies) =>
  async ({ emailId }: SendEmailInput): Promise<SendEmailResult> => {
    const end = async (state: 'sent' | 'skipped' | 'failed', reason?: string): Promise<SendEmailResult> => {
      await withTransaction(pool, (tx) => endEmail(tx, { emailId, state, ...(reason ? { reason } : {}) }));
      return { outcome: state, ...(reason ? { reason } : {}) };
    };
    const { workflowId } = activityInfo().workflowExecution!;
    const email = await findWaitingEmail(pool, { emailId, workflowId });
    if (!email) return { outcome: 'skipped', reason: 'not-waiting' };
    if (!mail) return end('skipped', 'no-mail-server');
    const { athleteUuid, subject, notifications, secret } = email;
    const { email: to, bouncedAt, quietHours } = notifications;
    if (to === null || bouncedAt !== null || !consentsTo(notifications, subject.kind)) {
      return end('skipped', bouncedAt === null ? 'no-consent' : 'bounced');
    }
    if (now().getTime() - email.requestedAt.getTime() > PATIENCE_MS) return end('failed', 'too-late');
    const athlete = await getAthleteByUuid(pool, athleteUuid);
    const until = endOfQuietHours(now().toISOString(), { quietHours, timeZone: athlete.timeZone });
    if (Date.parse(until) > now().getTime()) {
      await withTransaction(pool, (tx) => postponeEmail(tx, { emailId, workflowId, until }));
      return { outcome: 'postponed' };
    }
    const unsubscribeUrl = mail.publicUrl + unsubscribePathOf({ emailId, secret });
    const rendered = await render(pool, email, { athlete, unsubscribeUrl });
    if (!rendered) return end('skipped', 'nothing-to-tell');
    const messageName = messageNameOf(emailId, subject);
    const message = { ...rendered, athleteUuid, messageName, to, unsubscribeUrl };
    try {
      await withClaim(pool, { emailId, workflowId }, () => mail.mailer.send(message));
    } catch (error) {
      if (error instanceof MessageRefused) return end('failed', String(error.smtpCode));
      if (!(error instanceof RecipientRefused)) throw error;
      log.info('An address has bounced', { smtpCode: error.smtpCode });
      const { smtpCode: code } = error;
      await withTransaction(pool, (tx) => recordBounce(tx, { athleteUuid, email: to, code }));
      return end('failed', String(code));
    }
    return end('sent');
  };

/**
 * Sends under a claim, which ends with a failure. A server may take minutes for its reply; only a dead worker stops the
 * heartbeats.
 */
async function withClaim(pool: Pool, execution: EmailExecution, send: () => Promise<void>): Promise<void> {
  if (!(await claimEmail(pool, execution))) {
    throw ApplicationFailure.create({
      type: 'being-sent',
      message: 'Another attempt is sending this e-mail',
      nextRetryDelay: CLAIMED_RETRY_MS,
    });
  }
  const heartbeats = setInterval(() => {
    sendHeartbeat();
    void renewClaim(pool, execution.emailId).catch((error: unknown) =>
      log.warn('The claim to an e-mail could not be renewed', { error }),
    );
  }, HEARTBEAT_MS);
  try {
    await send().finally(() => clearInterval(heartbeats));
  } catch (error) {
    await releaseClaim(pool, execution.emailId);
    throw error;
  }
}

/** @returns undefined if the report or the badges no longer exist */
async function render(
  pool: Pool,
  { athleteUuid, subject }: WaitingEmail,
  { athlete, unsubscribeUrl }: { athlete: AddressedAthlete; unsubscribeUrl: string },
): Promise<RenderedMail | undefined> {
  if (subject.kind === 'badges') {
    const earned = await findEarned(pool, { athleteUuid, workoutId: subject.workoutId });
    return earned && renderBadgeMail(earned, { ...athlete, unsubscribeUrl });
  }
  const found = await getReport(pool, { athleteUuid, month: subject.month });
  if ('state' in found || !found.report.sufficient) return undefined;
  return renderReportMail(found.report, { ...athlete, unsubscribeUrl, revision: found.revision });
}
