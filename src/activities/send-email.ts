import { log } from '@temporalio/activity';
import { getAthleteByUuid } from '../db/athletes/athletes.ts';
import { listAwardsOfWorkout } from '../db/derived/achievement-reads.ts';
import { withTransaction, type Pool } from '../db/pool.ts';
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
/** RFC 5321, 4.5.4.1: a sender gives up after four or five days. */
const PATIENCE_MS = 5 * 86_400_000;

type Dependencies = Pick<ActivityDependencies, 'pool' | 'mail'> & { now?: () => Date };

/**
 * Sends an e-mail once. Consent, address and quiet hours are those of the moment. A crash after the server has accepted
 * it, and before that is committed, sends it again with the same Message-ID.
 */
export const createSendEmail =
  ({ pool, mail, now = () => new Date() }: Dependencies) =>
  async ({ emailId }: SendEmailInput): Promise<SendEmailResult> => {
    const end = async (state: 'sent' | 'skipped' | 'failed', reason?: string): Promise<SendEmailResult> => {
      await withTransaction(pool, (tx) => endEmail(tx, { emailId, state, ...(reason ? { reason } : {}) }));
      return { outcome: state, ...(reason ? { reason } : {}) };
    };
    const email = await findWaitingEmail(pool, emailId);
    if (!email || !mail) return end('skipped', email ? 'no-mail-server' : 'athlete-gone');
    const { athleteUuid, subject, notifications, secret } = email;
    const { email: to, bouncedAt, quietHours } = notifications;
    if (to === null || bouncedAt !== null || !consentsTo(notifications, subject.kind)) {
      return end('skipped', bouncedAt === null ? 'no-consent' : 'bounced');
    }
    if (now().getTime() - email.requestedAt.getTime() > PATIENCE_MS) return end('failed', 'too-late');
    const athlete = await getAthleteByUuid(pool, athleteUuid);
    const until = endOfQuietHours(now().toISOString(), { quietHours, timeZone: athlete.timeZone });
    if (Date.parse(until) > now().getTime()) {
      await withTransaction(pool, (tx) => postponeEmail(tx, { emailId, until }));
      return { outcome: 'postponed' };
    }
    const unsubscribeUrl = mail.publicUrl + unsubscribePathOf({ emailId, secret });
    const rendered = await render(pool, email, { athlete, unsubscribeUrl });
    if (!rendered) return end('skipped', 'nothing-to-tell');
    // A server may take minutes for its reply; only a dead worker stops the heartbeat.
    const heartbeats = setInterval(sendHeartbeat, HEARTBEAT_MS);
    try {
      await mail.mailer.send({
        ...rendered,
        messageName: messageNameOf(emailId, subject),
        to,
        unsubscribeUrl,
      });
    } catch (error) {
      if (error instanceof MessageRefused) return await end('failed', String(error.smtpCode));
      if (!(error instanceof RecipientRefused)) throw error;
      log.info('An address has bounced', { smtpCode: error.smtpCode });
      const { smtpCode: code } = error;
      await withTransaction(pool, (tx) => recordBounce(tx, { athleteUuid, email: to, code }));
      return await end('failed', String(code));
    } finally {
      clearInterval(heartbeats);
    }
    return end('sent');
  };

/** @returns undefined if the report or the badges no longer exist */
async function render(
  pool: Pool,
  { athleteUuid, subject }: WaitingEmail,
  {
    athlete,
    unsubscribeUrl,
  }: { athlete: Awaited<ReturnType<typeof getAthleteByUuid>>; unsubscribeUrl: string },
): Promise<RenderedMail | undefined> {
  if (subject.kind === 'badges') {
    const awards = await listAwardsOfWorkout(pool, subject.workoutId);
    return awards.length === 0 ? undefined : renderBadgeMail(awards, { ...athlete, unsubscribeUrl });
  }
  const found = await getReport(pool, { athleteUuid, month: subject.month });
  if ('state' in found || !found.report.sufficient) return undefined;
  return renderReportMail(found.report, { ...athlete, unsubscribeUrl, revision: found.revision });
}
