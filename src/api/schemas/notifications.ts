import { z } from '@hono/zod-openapi';
import type { Notifications } from '../../domain/notifications.ts';
import { described, int32, model, orNull, utcInstant } from './primitives.ts';

const localTime = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time of day, `HH:mm`')
  .openapi({ example: '22:00' });

const quietHours = model(
  'QuietHours',
  "Daily interval in which no e-mail is sent, in the athlete's time zone.",
  {
    from: described(localTime, "Start on the athlete's clock, `HH:mm`."),
    to: described(localTime, 'End. Before `from`, it is on the next day.'),
  },
);

const email = z
  .email('must be an e-mail address')
  .max(254)
  .openapi({ format: 'email', example: 'ada@example.com' });

/** An athlete's notifications as an app sends them. */
export const notifications = model(
  'Notifications',
  'Complete settings of an athlete. Fields left out are reset. Set a consent only when the athlete gave it: an unsubscribe link withdraws it.',
  {
    email: described(email.nullable().default(null), 'Address. Null, the default: no e-mail.'),
    reportByEmail: described(
      z.boolean().default(false),
      'Whether the athlete agreed to get the monthly report by e-mail. Default: false.',
    ),
    badgesByEmail: described(
      z.boolean().default(false),
      'Whether the athlete agreed to e-mail about new achievements. Default: false.',
    ),
    quietHours: orNull(quietHours).default(null),
  },
) satisfies z.ZodType<Notifications>;

export const storedNotifications = model(
  'StoredNotifications',
  "An athlete's settings, and whether the address works.",
  {
    email: described(z.string().nullable(), 'Address. Null: no e-mail.'),
    reportByEmail: described(z.boolean(), 'Consent to the monthly report by e-mail.'),
    badgesByEmail: described(z.boolean(), 'Consent to e-mail about new achievements.'),
    quietHours: orNull(quietHours),
    bouncedAt: described(
      utcInstant.nullable(),
      'When the mail server of the address refused it for good. It gets no more e-mail until it is changed.',
    ),
    bounceCode: described(int32.nullable(), 'SMTP code of that refusal, 500–599.'),
  },
);

export const reportEmail = model(
  'ReportEmail',
  'A monthly report as an e-mail, for apps that send it themselves. Add your own unsubscribe link.',
  {
    revision: described(int32, 'Revision of the report.'),
    subject: described(z.string(), 'Subject.'),
    html: described(z.string(), 'HTML part: at most 600 px wide, without pictures or links.'),
    text: described(z.string(), 'Text part.'),
  },
);
