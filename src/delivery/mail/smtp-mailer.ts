import { createTransport } from 'nodemailer';
import { MailServerFailed, MessageRefused, RecipientRefused, type Mailer } from './mailer.ts';

interface SmtpOptions {
  /** `smtp://user:password@host:587` or `smtps://…`. */
  url: string;
  /** `Name <address>` */
  from: string;
}

/** A server may take 10 minutes for its last reply (RFC 5321, 4.5.3.2.6). Giving up earlier would send the mail twice. */
const TIMEOUTS = {
  connectionTimeout: 10_000,
  greetingTimeout: 30_000,
  socketTimeout: 10 * 60_000,
  dnsTimeout: 10_000,
};

const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

/** Sends mail through an SMTP server, over TLS unless it is on this machine. */
export function createSmtpMailer({ url, from }: SmtpOptions): Mailer {
  const { hostname } = new URL(url);
  const transport = createTransport({ url, ...TIMEOUTS, requireTLS: !LOOPBACK.test(hostname) });
  const domain = /@([^@>\s]+)>?\s*$/.exec(from)?.[1] ?? 'localhost';
  return {
    async send({ messageName, to, subject, html, text, unsubscribeUrl }) {
      try {
        await transport.sendMail({
          from,
          to: { name: '', address: to },
          subject,
          html,
          text,
          messageId: `<${messageName}@${domain}>`,
          headers: {
            'List-Unsubscribe': `<${unsubscribeUrl}>`,
            'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
            'Auto-Submitted': 'auto-generated',
          },
          disableFileAccess: true,
          disableUrlAccess: true,
        });
      } catch (error) {
        throw toMailFailure(error);
      }
    },
  };
}

interface SmtpError {
  code?: string;
  responseCode?: number;
  command?: string;
}

/** A 5xx is final only if it is about this recipient or this message: one at the login is about us. */
function toMailFailure(error: unknown): Error {
  const { code = 'unknown', responseCode = 0, command = '' } = error as SmtpError;
  const isFinal = responseCode >= 500 && responseCode < 600;
  if (isFinal && command === 'RCPT TO') return new RecipientRefused(responseCode);
  if (isFinal && command === 'DATA') return new MessageRefused(responseCode);
  return new MailServerFailed(responseCode > 0 ? `${code} ${responseCode}` : code);
}
