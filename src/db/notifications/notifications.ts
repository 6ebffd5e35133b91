import { randomBytes } from 'node:crypto';
import type { EmailKind, Notifications } from '../../domain/notifications.ts';
import type { Queryable, Transaction } from '../pool.ts';

export interface StoredNotifications extends Notifications {
  /** When the recipient's server refused the address; null if it did not. */
  bouncedAt: Date | null;
  /** Its SMTP code. */
  bounceCode: number | null;
}

/** Defaults of an athlete without settings. */
const NONE: StoredNotifications = {
  email: null,
  reportByEmail: false,
  badgesByEmail: false,
  quietHours: null,
  bouncedAt: null,
  bounceCode: null,
};

export interface NotificationsRow extends Omit<StoredNotifications, 'quietHours'> {
  quietFrom: string | null;
  quietTo: string | null;
}

/** The columns of an athlete's notifications `n`. */
export const NOTIFICATION_COLUMNS = `
  n.email,
  n.report_by_email as "reportByEmail",
  n.badges_by_email as "badgesByEmail",
  n.quiet_from as "quietFrom",
  n.quiet_to as "quietTo",
  n.bounced_at as "bouncedAt",
  n.bounce_code as "bounceCode"`;

export const toNotifications = ({
  quietFrom,
  quietTo,
  ...stored
}: NotificationsRow): StoredNotifications => ({
  ...stored,
  quietHours: quietFrom === null || quietTo === null ? null : { from: quietFrom, to: quietTo },
});

/** Returns an athlete's notifications; without consent and address if nothing was set. */
export async function getNotifications(db: Queryable, athleteUuid: string): Promise<StoredNotifications> {
  const { rows } = await db.query<NotificationsRow>(
    `select ${NOTIFICATION_COLUMNS}
     from athlete_notifications n
     where n.athlete_uuid = $1::uuid`,
    [athleteUuid],
  );
  return rows[0] ? toNotifications(rows[0]) : NONE;
}

/** Replaces an athlete's notifications. A changed address forgets the bounce of the previous one. */
export async function putNotifications(
  tx: Transaction,
  athleteUuid: string,
  { email, reportByEmail, badgesByEmail, quietHours }: Notifications,
): Promise<void> {
  await tx.query(
    `insert into athlete_notifications as n (
       athlete_uuid, email, report_by_email, badges_by_email, quiet_from, quiet_to, secret
     )
     values ($1::uuid, $2::text, $3::boolean, $4::boolean, $5::text, $6::text, $7::bytea)
     on conflict (athlete_uuid) do update
       set
         email = excluded.email,
         report_by_email = excluded.report_by_email,
         badges_by_email = excluded.badges_by_email,
         quiet_from = excluded.quiet_from,
         quiet_to = excluded.quiet_to,
         bounced_at = case when n.email is not distinct from excluded.email then n.bounced_at end,
         bounce_code = case when n.email is not distinct from excluded.email then n.bounce_code end`,
    [
      athleteUuid,
      email,
      reportByEmail,
      badgesByEmail,
      quietHours?.from ?? null,
      quietHours?.to ?? null,
      randomBytes(32),
    ],
  );
}

/** Withdraws the consent to e-mail of one kind. */
export async function unsubscribe(
  tx: Transaction,
  { athleteUuid, kind }: { athleteUuid: string; kind: EmailKind },
): Promise<void> {
  await tx.query(
    `update athlete_notifications
     set
       report_by_email = report_by_email and $2::text <> 'report',
       badges_by_email = badges_by_email and $2::text <> 'badges'
     where athlete_uuid = $1::uuid`,
    [athleteUuid, kind],
  );
}

/** Records that the recipient's server refused this address for good. Another address since then is unaffected. */
export async function recordBounce(
  tx: Transaction,
  { athleteUuid, email, code }: { athleteUuid: string; email: string; code: number },
): Promise<void> {
  await tx.query(
    `update athlete_notifications
     set bounced_at = now(), bounce_code = $3::int
     where athlete_uuid = $1::uuid and email = $2::text`,
    [athleteUuid, email, code],
  );
}
