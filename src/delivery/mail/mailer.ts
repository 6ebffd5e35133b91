/** A message, ready to be sent. */
export interface Mail {
  /** Whose mail it is. */
  athleteUuid: string;
  /** The left part of the Message-ID; the same in every attempt. */
  messageName: string;
  to: string;
  subject: string;
  html: string;
  text: string;
  /** URL for one-click unsubscribe (RFC 8058): a POST to it, without login, stops this kind of e-mail. */
  unsubscribeUrl: string;
}

export interface Mailer {
  /** @throws RecipientRefused, MessageRefused, MailServerFailed */
  send(mail: Mail): Promise<void>;
  /** Deletes an athlete's mail. Absent where none is kept. */
  erase?(athleteUuid: string): Promise<void>;
}

/** The server refused the recipient for good: it gets no more mail. */
export class RecipientRefused extends Error {
  readonly smtpCode: number;

  constructor(smtpCode: number) {
    super(`The mail server refused the recipient with ${smtpCode}.`);
    this.smtpCode = smtpCode;
  }
}

/** The server refused this message for good. */
export class MessageRefused extends Error {
  readonly smtpCode: number;

  constructor(smtpCode: number) {
    super(`The mail server refused the message with ${smtpCode}.`);
    this.smtpCode = smtpCode;
  }
}

/**
 * The server is unreachable, refuses us, or asks for a later attempt. Without the library's error, which names the
 * recipient.
 */
export class MailServerFailed extends Error {
  readonly code: string;

  constructor(code: string) {
    super(`The mail server failed: ${code}.`);
    this.code = code;
  }
}
