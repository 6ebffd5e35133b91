import { v5 as uuidV5 } from 'uuid';
import type { EmailKind, EmailSubject } from '../../domain/notifications.ts';
import type { Queryable, Transaction } from '../pool.ts';
import type { EmailExecution } from './email-claim.ts';
import {
  NOTIFICATION_COLUMNS,
  toNotifications,
  type NotificationsRow,
  type StoredNotifications,
} from './notifications.ts';

/** The UUID of an athlete's e-mail about a month or a workout: the same each time, so that there is one. */
const emailIdOf = (athleteUuid: string, about: string): string => uuidV5(about, athleteUuid);

export interface ReportEmail {
  athleteUuid: string;
  month: string;
  revision: number;
}

/** Enqueues an e-mail about each of these reports, for athletes who agreed to it and have not had one about the month. */
export async function enqueueReportEmails(tx: Transaction, reports: readonly ReportEmail[]): Promise<void> {
  if (reports.length === 0) return;
  await tx.query(
    `insert into emails (email_id, athlete_uuid, kind, month, revision)
     select r.email_id, r.athlete_uuid, 'report', r.month, r.revision
     from unnest($1::uuid[], $2::uuid[], $3::text[], $4::int[]) as r (email_id, athlete_uuid, month, revision)
     join athlete_notifications n on n.athlete_uuid = r.athlete_uuid
     where n.report_by_email and n.email is not null and n.bounced_at is null
     on conflict (email_id) do nothing`,
    [
      reports.map(({ athleteUuid, month }) => emailIdOf(athleteUuid, `report ${month}`)),
      reports.map(({ athleteUuid }) => athleteUuid),
      reports.map(({ month }) => month),
      reports.map(({ revision }) => revision),
    ],
  );
}

/** Only workouts that ended recently cause an e-mail: an upload may be years old. */
const RECENT = `interval '7 days'`;

/**
 * Enqueues one e-mail about each workout that earned these awards in the last 7 days, for athletes who agreed to it. An
 * award that is earned again by the same workout causes no second one.
 */
export async function enqueueBadgeEmails(
  tx: Transaction,
  awards: readonly { athleteUuid: string; workoutId: string; earnedAt: string }[],
): Promise<void> {
  if (awards.length === 0) return;
  await tx.query(
    `insert into emails (email_id, athlete_uuid, kind, workout_id)
     select distinct on (a.email_id) a.email_id, a.athlete_uuid, 'badges', a.workout_id
     from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::timestamptz[])
       as a (email_id, athlete_uuid, workout_id, earned_at)
     join athlete_notifications n on n.athlete_uuid = a.athlete_uuid
     where n.badges_by_email
       and n.email is not null
       and n.bounced_at is null
       and a.earned_at > now() - ${RECENT}
     on conflict (email_id) do nothing`,
    [
      awards.map(({ athleteUuid, workoutId }) => emailIdOf(athleteUuid, `badges ${workoutId}`)),
      awards.map(({ athleteUuid }) => athleteUuid),
      awards.map(({ workoutId }) => workoutId),
      awards.map(({ earnedAt }) => earnedAt),
    ],
  );
}

/** A waiting e-mail, with the inputs of the decision to send it. */
export interface WaitingEmail {
  emailId: string;
  athleteUuid: string;
  subject: EmailSubject;
  requestedAt: Date;
  notifications: StoredNotifications;
  secret: Buffer;
}

interface EmailRow extends NotificationsRow {
  athleteUuid: string;
  kind: EmailKind;
  month: string | null;
  revision: number | null;
  workoutId: string | null;
  requestedAt: Date;
  secret: Buffer;
}

/** @returns undefined if it has ended, if another execution has replaced this one, or if the athlete is erased */
export async function findWaitingEmail(
  db: Queryable,
  { emailId, workflowId }: EmailExecution,
): Promise<WaitingEmail | undefined> {
  const { rows } = await db.query<EmailRow>(
    `select
       e.athlete_uuid as "athleteUuid",
       e.kind,
       e.month,
       e.revision,
       e.workout_id as "workoutId",
       e.requested_at as "requestedAt",
       n.secret, ${NOTIFICATION_COLUMNS}
     from emails e
     join athlete_notifications n on n.athlete_uuid = e.athlete_uuid
     where e.email_id = $1::uuid and e.workflow_id = $2::text and e.state = 'waiting'`,
    [emailId, workflowId],
  );
  const [row] = rows;
  if (!row) return undefined;
  const { athleteUuid, kind, month, revision, workoutId, requestedAt, secret, ...stored } = row;
  return {
    emailId,
    athleteUuid,
    requestedAt,
    secret,
    subject:
      kind === 'report' ? { kind, month: month!, revision: revision! } : { kind, workoutId: workoutId! },
    notifications: toNotifications(stored),
  };
}

/** Ends an e-mail, whichever execution has it now: what the mail server answered is true for all. */
export async function endEmail(
  tx: Transaction,
  { emailId, state, reason }: { emailId: string; state: 'sent' | 'skipped' | 'failed'; reason?: string },
): Promise<void> {
  await tx.query(
    `update emails
     set state = $2::text, reason = $3::text
     where email_id = $1::uuid and state = 'waiting'`,
    [emailId, state, reason ?? null],
  );
}

/** Postpones an e-mail to an instant, at which it gets a further execution. */
export async function postponeEmail(
  tx: Transaction,
  { emailId, workflowId, until }: EmailExecution & { until: string },
): Promise<void> {
  await tx.query(
    `update emails
     set
       due_at = $2::timestamptz,
       execution_number = execution_number + 1,
       workflow_id = null
     where email_id = $1::uuid and workflow_id = $3::text and state = 'waiting'`,
    [emailId, until, workflowId],
  );
}

/** The athlete, the kind and the signing secret of an e-mail that was sent. */
export interface SentEmail {
  athleteUuid: string;
  kind: EmailKind;
  secret: Buffer;
}

/** @returns undefined for an unknown one, and if the athlete is erased */
export async function findEmail(db: Queryable, emailId: string): Promise<SentEmail | undefined> {
  const { rows } = await db.query<SentEmail>(
    `select e.athlete_uuid as "athleteUuid", e.kind, n.secret
     from emails e
     join athlete_notifications n on n.athlete_uuid = e.athlete_uuid
     where e.email_id = $1::uuid`,
    [emailId],
  );
  return rows[0];
}
