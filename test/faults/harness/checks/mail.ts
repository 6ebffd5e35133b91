import type { EmailKind } from '../../../../src/domain/notifications.ts';
import type { AcceptedMail } from '../mail-server.ts';
import type { CheckedSystem } from '../system.ts';

/** A mail by its recipient and its kind: each athlete gets one of a kind. */
export const keyOf = (kind: string, address: string): string => `${kind} for ${address}`;

/** Returns the kind of a mail and the id of its row, by its Message-ID: `report-2026-10-r1.<id>@…`, `badges.<id>@…`. */
export function nameOf({ messageId }: AcceptedMail): { kind: string; emailId: string } {
  const [, kind = '', emailId = ''] = /^(report|badges)\b.*\.([\w-]{36})@/.exec(messageId) ?? [];
  return { kind, emailId };
}

export interface ExpectedMail {
  kind: EmailKind;
  address: string;
  /** Set after an unsubscribe: how many mails the server had accepted by then. */
  acceptedBefore?: number;
}

/** Checks that each due mail was accepted, that a repeat had the same id, and that none followed an unsubscribe. */
export async function checkMail(
  { database, findings }: Pick<CheckedSystem, 'database' | 'findings'>,
  accepted: readonly AcceptedMail[],
  expected: readonly ExpectedMail[],
): Promise<{ summary: string; repeats: number }> {
  const due = new Map(expected.map((mail) => [keyOf(mail.kind, mail.address), mail]));
  const idOf = new Map<string, string>();
  let repeats = 0;
  for (const [index, mail] of accepted.entries()) {
    const key = keyOf(nameOf(mail).kind, mail.to);
    const { acceptedBefore = Infinity } = due.get(key) ?? {};
    if (!due.has(key)) findings.add('ghosts', `${key} (${mail.messageId}) was not due`);
    if (index >= acceptedBefore) findings.add('ghosts', `${key} was sent after an unsubscribe`);
    const id = idOf.get(key);
    if (id !== undefined) repeats += 1;
    if (id !== undefined && id !== mail.messageId)
      findings.add('duplicates', `${key} had the ids ${id} and ${mail.messageId}`);
    idOf.set(key, id ?? mail.messageId);
  }
  if (new Set(idOf.values()).size < idOf.size) findings.add('duplicates', 'two mails had one id');
  const lost = [...due.keys()].filter((key) => !idOf.has(key));
  for (const key of lost) findings.add('lost', `${key} was never accepted`);
  await checkEnds({ database, findings }, due);
  const unsubscribed = expected.filter(({ acceptedBefore }) => acceptedBefore !== undefined).length;
  const summary = `${due.size} mails due, ${lost.length} lost, ${repeats} repeated, ${unsubscribed} ended by an unsubscribe`;
  return { summary, repeats };
}

/** Checks that each mail has ended as sent, or as skipped after an unsubscribe. */
async function checkEnds(
  { database, findings }: Pick<CheckedSystem, 'database' | 'findings'>,
  due: ReadonlyMap<string, ExpectedMail>,
): Promise<void> {
  const rows = await database.ask<{ kind: string; address: string; end: string }>(
    `select e.kind, n.email as address, concat_ws(' ', e.state, e.reason) as end
     from emails e
     join athlete_notifications n on n.athlete_uuid = e.athlete_uuid`,
  );
  for (const { kind, address, end } of rows) {
    const isEnded = due.get(keyOf(kind, address))?.acceptedBefore !== undefined;
    if (end !== (isEnded ? 'skipped no-consent' : 'sent'))
      findings.add('lost', `${keyOf(kind, address)} has ended as ${end}`);
  }
}
