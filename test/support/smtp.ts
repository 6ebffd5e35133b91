import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';

export interface ReceivedMail {
  to: string[];
  /** The message with its headers, unfolded. */
  raw: string;
  messageId: string;
}

type Refusal = { at: 'rcpt' | 'data' | 'mail'; code: number; text?: string };

export type TestSmtpServer = Awaited<ReturnType<typeof startSmtpServer>>;

/** A real SMTP server on loopback that keeps what it accepts, and misbehaves on request. */
export async function startSmtpServer() {
  const mails: ReceivedMail[] = [];
  let refusal: Refusal | undefined;
  let disconnects = 0;
  /** While it is pending, the reply to accepted mail waits for it. */
  let held: Promise<void> = Promise.resolve();
  const refuse = (at: Refusal['at']): Error | null =>
    refusal?.at === at
      ? Object.assign(new Error(refusal.text ?? 'Refused by the test'), { responseCode: refusal.code })
      : null;
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onMailFrom: (_address, _session, done) => done(refuse('mail')),
    onRcptTo: (_address, _session, done) => done(refuse('rcpt')),
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const error = refuse('data');
        if (error) return done(error);
        const raw = Buffer.concat(chunks)
          .toString('utf8')
          .replace(/\r\n[ \t]+/g, ' ');
        const [, messageId = ''] = /^Message-ID: (\S+)/im.exec(raw) ?? [];
        mails.push({ to: session.envelope.rcptTo.map(({ address }) => address), raw, messageId });
        if (disconnects === 0) {
          void (async () => {
            await held;
            done();
          })();
          return;
        }
        // Accepted, but the sender never reads that.
        disconnects -= 1;
        for (const connection of server.connections) connection.close();
      });
    },
  });
  server.on('error', () => {});
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  const { port } = server.server.address() as AddressInfo;
  return {
    url: `smtp://127.0.0.1:${port}`,
    mails,
    refuse(next: Refusal | undefined) {
      refusal = next;
    },
    /** Accepts mail without saying so. @returns what ends that */
    holdReplies(): () => void {
      let release = (): void => {};
      held = new Promise((resolve) => (release = resolve));
      return release;
    },
    disconnectBeforeReply(times: number) {
      disconnects = times;
    },
    stop: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}
