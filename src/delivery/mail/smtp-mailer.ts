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
  response?: string;
}

/**
 * A 5xx is final only if it is about this recipient or this message. Servers also answer to the recipient or to the data
 * when they do not accept the sender, the relay or this IP address: that is about us, and is retried. The enhanced code
 * of RFC 3463 distinguishes them.
 */
function toMailFailure(error: unknown): Error {
  const { code = 'unknown', responseCode = 0, command = '', response = '' } = error as SmtpError;
  const isFinal = responseCode >= 500 && responseCode < 600;
  const enhanced = /^5\d\d[ -](5\.\d{1,3}\.\d{1,3})\b/.exec(response)?.[1];
  if (isFinal && command === 'RCPT TO' && isAboutAddress(responseCode, enhanced))
    return new RecipientRefused(responseCode);
  if (isFinal && command === 'DATA' && !/^5\.[47]\./.test(enhanced ?? ''))
    return new MessageRefused(responseCode);
  return new MailServerFailed(responseCode > 0 ? `${code} ${responseCode}` : code);
}

/** 5.1.7 and 5.1.8 are about the sender's address; 5.2.1 is a disabled mailbox. */
const isAboutAddress = (responseCode: number, enhanced: string | undefined): boolean =>
  enhanced === undefined
    ? [550, 551, 553].includes(responseCode)
    : /^5\.(1\.(?!7$|8$)\d+|2\.1)$/.test(enhanced);
