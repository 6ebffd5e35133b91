import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';

/** What the server does to the mails of an athlete while it has a fault. */
export const MAIL_FAULTS = [
  'none',
  'refuses for now',
  'hangs',
  'accepts and disconnects',
  'accepts and hangs',
] as const;
export type MailFault = (typeof MAIL_FAULTS)[number];

/** A mail that the server has received as a whole; its sender may not have heard of that. */
export interface AcceptedMail {
  to: string;
  /** Without its angle brackets. */
  messageId: string;
  /** The path of the link for one-click unsubscribe. */
  unsubscribePath: string;
}

export interface MailServer {
  url: string;
  /** In the order of acceptance, with repeats. */
  accepted: readonly AcceptedMail[];
  /** Attempts that a fault has met since it began. */
  met(fault: MailFault): number;
  /** Senders that wait for an answer that does not come. */
  waiting(fault: MailFault): number;
  /** Whether nobody is connected. */
  isIdle(): boolean;
  begin(): void;
  heal(): void;
  close(): Promise<void>;
}

/** With more, no slot of the worker would be left for the other faults. */
const WAITING_AT_ONCE = 3;

/** Starts an SMTP server on a loopback port. `faultOf` says what it does to the mails of an address. */
export async function startMailServer(faultOf: (address: string) => MailFault): Promise<MailServer> {
  const accepted: AcceptedMail[] = [];
  const met = new Map<MailFault, number>();
  /** By session. */
  const waiting = new Map<string, MailFault>();
  let isFaulty = false;
  const waitingFor = (fault: MailFault): number =>
    [...waiting.values()].filter((each) => each === fault).length;

  /** Returns whether this fault, and no other, happens to the mail now. */
  const meets = (fault: MailFault, address: string, { id }: SMTPServerSession): boolean => {
    const hangs = fault === 'hangs' || fault === 'accepts and hangs';
    if (!isFaulty || faultOf(address) !== fault) return false;
    if (hangs && waitingFor(fault) >= WAITING_AT_ONCE) return false;
    met.set(fault, (met.get(fault) ?? 0) + 1);
    if (hangs) waiting.set(id, fault);
    return true;
  };
  const receive = async (
    stream: SMTPServerDataStream,
    session: SMTPServerSession,
    answer: () => void,
  ): Promise<void> => {
    const mail = readMail(await text(stream), session.envelope.rcptTo[0]!.address);
    accepted.push(mail);
    if (meets('accepts and hangs', mail.to, session)) return;
    if (!meets('accepts and disconnects', mail.to, session)) return answer();
    for (const connection of server.connections) if (connection.id === session.id) connection.close();
  };
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    disableReverseLookup: true,
    closeTimeout: 1000,
    onRcptTo({ address }, session, done) {
      if (meets('hangs', address, session)) return;
      const isRefused = meets('refuses for now', address, session);
      done(isRefused ? Object.assign(new Error('Try again later'), { responseCode: 451 }) : null);
    },
    onData(stream, session, done) {
      // A mail that its sender cuts off was not received.
      receive(stream, session, () => done()).catch(() => {});
    },
    onClose: ({ id }) => void waiting.delete(id),
  });
  server.on('error', () => {});
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  return {
    url: `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`,
    accepted,
    met: (fault) => met.get(fault) ?? 0,
    waiting: waitingFor,
    isIdle: () => server.connections.size === 0,
    begin() {
      met.clear();
      isFaulty = true;
    },
    heal: () => void (isFaulty = false),
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

function readMail(raw: string, to: string): AcceptedMail {
  const unfolded = raw.replaceAll(/\r\n[ \t]+/g, ' ');
  const header = (name: string): string =>
    new RegExp(`^${name}:\\s*<([^>]+)>`, 'im').exec(unfolded)?.[1] ?? '';
  const link = header('List-Unsubscribe');
  return {
    to,
    messageId: header('Message-ID'),
    unsubscribePath: URL.canParse(link) ? new URL(link).pathname : '',
  };
}
