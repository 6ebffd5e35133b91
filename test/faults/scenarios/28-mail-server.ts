import { lastClosedMonth } from '../../../src/domain/report-month.ts';
import { calmTimeZone } from '../../support/calm-time-zone.ts';
import { checkMail, keyOf, nameOf, type ExpectedMail } from '../harness/checks/mail.ts';
import { untilDrained } from '../harness/checks/settled.ts';
import { startLoad } from '../harness/load.ts';
import { patience } from '../harness/machine.ts';
import { MAIL_FAULTS, startMailServer, type MailFault, type MailServer } from '../harness/mail-server.ts';
import { createRequester } from '../harness/requester.ts';
import type { Scenario, ScenarioContext } from '../harness/scenario.ts';
import type { System } from '../harness/system.ts';
import { need, until } from '../harness/waiting.ts';

export const mailServer: Scenario = {
  id: '28',
  breaks:
    'the SMTP server refuses for now, hangs, accepts and disconnects, accepts and hangs; the worker SIGKILLed in the middle of sending',
  holds:
    'each due mail is accepted, without a fault also meanwhile; a repeat has the same Message-ID; none follows an unsubscribe',
  size: { quick: 1, full: 5 },
  acknowledgedInWindows: { quick: 50, full: 250 },
  async run(context) {
    const server = await startMailServer(faultOf);
    try {
      const system = await context.start({
        env: {
          SMTP_URL: server.url,
          MAIL_FROM: 'Faults <mail@faults.example>',
          PUBLIC_URL: 'https://api.faults.example',
        },
      });
      const expected: ExpectedMail[] = [];
      // A report is mailed only if its month is the last one, also when it is built.
      const { timeZone, month } = lastClosedMonth(calmTimeZone(), new Date().toISOString());
      for (let round = 0; round < context.size; round += 1) {
        const athletes = Array.from({ length: ATHLETES }, (_, number) => `mailed-${round}-${number}`);
        const due = athletes.flatMap((athleteId): ExpectedMail[] => [
          { kind: 'report', address: addressOf(athleteId) },
          { kind: 'badges', address: addressOf(athleteId) },
        ]);
        expected.push(...due);
        await Promise.all(athletes.map((athleteId) => runLastMonth(system, { athleteId, timeZone, month })));
        await untilDrained(system, RECOVERY_LIMIT_MS);
        await injectFaults(context, { system, server, month, athletes, due });
        context.hit();
      }
      const { summary, repeats } = await checkMail(system, server.accepted, expected);
      context.note(summary);
      if (repeats === 0) context.findings.add('vacuous', 'no mail was repeated');
      await context.check(system);
    } finally {
      await server.close();
    }
  },
};

const ATHLETES = 4 * MAIL_FAULTS.length;
const addressOf = (athleteId: string): string => `${athleteId}@athletes.example`;
const faultOf = (address: string): MailFault =>
  MAIL_FAULTS[Number(/-(\d+)@/.exec(address)?.[1]) % MAIL_FAULTS.length] ?? 'none';
/** A killed worker costs 15 s, and the pause before the next attempt doubles from 2 s. */
const RECOVERY_LIMIT_MS = 90_000;

interface Round {
  system: System;
  server: MailServer;
  month: string;
  athletes: readonly string[];
  due: readonly ExpectedMail[];
}

/** Lets mails become due under load while the server has all faults, and kills the worker while it waits for answers. */
async function injectFaults(
  context: ScenarioContext,
  { system, server, month, athletes, due }: Round,
): Promise<void> {
  const load = startLoad({
    requester: createRequester(system),
    random: context.random.fork(athletes[0]!),
    name: `beside-${athletes[0]}`,
    athletes: 40,
    clients: 8,
    perSecond: 20,
  });
  const from = Date.now();
  server.begin();
  await Promise.all(athletes.map((athleteId) => earnMail(system, { athleteId, month })));
  await untilMet(context, server);
  await untilOthersAreSent(context, server, due);
  const interrupted = server.waiting('hangs') + server.waiting('accepts and hangs');
  await system.workers[0]!.kill();
  context.note(`${interrupted} mails were being sent when the worker was killed`);
  const unsubscribed = await unsubscribeSome(system, server, due);
  if (unsubscribed.length === 0)
    context.findings.add('vacuous', 'nobody unsubscribed while a mail was to be repeated');
  server.heal();
  await system.workers[0]!.start();
  const healedAt = performance.now();
  context.window({ from, to: Date.now() });
  await load.stop();
  // They earn another badge.
  const again = athletes.filter((id) => unsubscribed.some(({ address }) => address === addressOf(id)));
  await Promise.all(
    again.map((id) => save(system, { athleteId: id, sport: 'walk', startedAt: hoursAgo(2) })),
  );
  await untilDrained(system, RECOVERY_LIMIT_MS);
  context.recovered(performance.now() - healedAt, RECOVERY_LIMIT_MS);
}

/** Waits until each fault has met a mail, and until a mail hangs before and another after its acceptance. */
async function untilMet({ findings }: ScenarioContext, server: MailServer): Promise<void> {
  const faults = MAIL_FAULTS.filter((fault) => fault !== 'none');
  const haveAllMet = (): boolean =>
    faults.every((fault) => server.met(fault) > 0) &&
    server.waiting('hangs') > 0 &&
    server.waiting('accepts and hangs') > 0;
  if ((await until(haveAllMet, { limitMs: patience(60_000) })) === undefined)
    findings.add('vacuous', faults.map((fault) => `${server.met(fault)} mails met: ${fault}`).join(', '));
}

/** Expects the mails that no fault meets to be sent while the others are not. */
async function untilOthersAreSent(
  context: ScenarioContext,
  { accepted }: MailServer,
  due: readonly ExpectedMail[],
): Promise<void> {
  const left = (): number => {
    const sent = new Set(accepted.map((mail) => keyOf(nameOf(mail).kind, mail.to)));
    return due.filter(({ kind, address }) => faultOf(address) === 'none' && !sent.has(keyOf(kind, address)))
      .length;
  };
  if ((await until(() => left() === 0, { limitMs: 30_000, everyMs: 250 })) === undefined)
    context.late('stuck', `${left()} mails waited for mails that meet a fault`);
}

/**
 * Uses the unsubscribe link of some mails that were accepted and, for all the service knows, are not sent. The worker is
 * away, so that no attempt began before the unsubscribe.
 */
async function unsubscribeSome(
  system: System,
  server: MailServer,
  due: readonly ExpectedMail[],
): Promise<ExpectedMail[]> {
  await need('end of all connections to the mail server', server.isIdle, { limitMs: 10_000 });
  const rows = await system.database.ask<{ id: string }>(
    `select email_id as id from emails where kind = 'badges' and state = 'waiting'`,
  );
  const waiting = new Set(rows.map(({ id }) => id));
  const links = new Map(
    server.accepted
      .filter((mail) => waiting.has(nameOf(mail).emailId))
      .map((mail) => [mail.to, mail.unsubscribePath]),
  );
  const chosen = due.filter(({ kind, address }) => kind === 'badges' && links.has(address));
  // The others get their mail once more.
  const unsubscribed = chosen.filter((_, index) => index % 2 === 0);
  for (const mail of unsubscribed) {
    await call(system, { method: 'POST', path: links.get(mail.address)! });
    mail.acceptedBefore = server.accepted.length;
  }
  return unsubscribed;
}

/** Saves what a report needs. */
async function runLastMonth(
  system: System,
  { athleteId, timeZone, month }: { athleteId: string; timeZone: string; month: string },
): Promise<void> {
  await call(system, { method: 'PUT', path: `/v1/athletes/${athleteId}`, body: { timeZone } });
  for (const day of ['01', '02', '03'])
    await save(system, { athleteId, sport: 'run', startedAt: `${month}-${day}T20:00:00.000Z` });
}

/** Makes a report and a badge due by e-mail. */
async function earnMail(
  system: System,
  { athleteId, month }: { athleteId: string; month: string },
): Promise<void> {
  const path = `/v1/athletes/${athleteId}/notifications`;
  const body = { email: addressOf(athleteId), reportByEmail: true, badgesByEmail: true };
  await call(system, { method: 'PUT', path, body });
  await createRequester(system).sendUntilAnswered({
    ...newRequest(athleteId),
    kind: 'report',
    body: { month },
  });
  await save(system, { athleteId, sport: 'ride', startedAt: hoursAgo(1) });
}

/** Returns a whole second: starts are stored without fractions. */
const hoursAgo = (hours: number): string =>
  new Date(Math.floor(Date.now() / 1000 - hours * 3600) * 1000).toISOString();

async function save(
  system: System,
  workout: { athleteId: string; sport: string; startedAt: string },
): Promise<void> {
  const body = { ...workout, durationSeconds: 1800, distanceMeters: 3000 };
  await createRequester(system).sendUntilAnswered({ ...newRequest(workout.athleteId), kind: 'save', body });
}

let operations = 2_000_000;
function newRequest(athleteId: string): { operation: number; key: string; athleteId: string } {
  operations += 1;
  return { operation: operations, key: `mailed ${operations}`, athleteId };
}

async function call(
  { clients }: System,
  { method, path, body }: { method: string; path: string; body?: object },
): Promise<void> {
  const { status, text } = await clients[0]!.send({
    method,
    path,
    ...(body && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  });
  if (status >= 300) throw new Error(`${method} ${path} was answered ${status}: ${text}`);
}
