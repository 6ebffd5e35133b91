import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { createChangingDns, type ChangingDns } from '../harness/changing-dns.ts';
import { untilDrained } from '../harness/checks/settled.ts';
import {
  checkReceiver,
  haveAllFailed,
  isComplete,
  listExpectedDeliveries,
} from '../harness/checks/webhooks.ts';
import type { Findings } from '../harness/findings.ts';
import { startLoad } from '../harness/load.ts';
import { patience } from '../harness/machine.ts';
import { createRequester } from '../harness/requester.ts';
import type { Scenario, ScenarioContext } from '../harness/scenario.ts';
import type { System } from '../harness/system.ts';
import { need, until } from '../harness/waiting.ts';
import { advanceWebhookClock, makeRetriesDue } from '../harness/webhook-clock.ts';
import {
  RECEIVER_FAULTS,
  startWebhookReceiver,
  type ReceiverFault,
  type WebhookReceiver,
} from '../harness/webhook-receiver.ts';

export const webhookReceivers: Scenario = {
  id: '27',
  breaks:
    'webhook receivers die, hang, accept and hang, answer byte by byte, fail for one athlete, redirect, change their DNS, are away for a day; the worker SIGKILLed in the middle of deliveries',
  holds: 'each endpoint receives every event, in order per athlete; a repeat has the same id',
  size: { quick: 1, full: 5 },
  acknowledgedInWindows: { quick: 100, full: 1000 },
  async run(context) {
    const dns = createChangingDns(context.servers.folder);
    const trap = await startTrap(context.findings);
    const system = await context.start({
      env: { AFTERBURN_WEBHOOKS_ALLOW_LOOPBACK: 'true' },
      workerEnv: () => dns.env,
    });
    const receivers = await Promise.all(
      RECEIVER_FAULTS.map((fault) =>
        startWebhookReceiver({ fault, failsFor: `${LOAD}-0`, redirectsTo: [METADATA_URL, trap.url] }),
      ),
    );
    try {
      for (const receiver of receivers) await createEndpoint(system, receiver);
      for (let round = 0; round < context.size; round += 1) {
        await injectFaults(context, { system, receivers, dns, round });
        context.recovered(await untilReceived(system, receivers), RECOVERY_LIMIT_MS);
        context.hit();
      }
      for (const receiver of receivers) {
        await expectFailedAttempts(system, receiver);
        const counts = checkReceiver(system, receiver, await listExpectedDeliveries(system, receiver));
        context.note(`${receiver.fault}: ${counts.summary}`);
        if (receiver.fault === 'accepts and hangs' && counts.repeats === 0)
          context.findings.add('vacuous', 'nothing was repeated that was accepted without an answer');
      }
      await context.check(system);
    } finally {
      await Promise.all([...receivers, trap].map((server) => server.close()));
    }
  },
};

const LOAD = 'webhooks';
const METADATA_ADDRESS = '169.254.169.254';
const METADATA_URL = `http://${METADATA_ADDRESS}/latest/meta-data/`;
const KEEP_WAITING: ReadonlySet<ReceiverFault> = new Set([
  'hangs',
  'accepts and hangs',
  'answers byte by byte',
]);
const CALM_MS = 2500;
const FAULT_MS = { quick: 8000, full: 60_000 };
/** After a SIGKILL, the lease of an endpoint lasts for 20 s. */
const RECOVERY_LIMIT_MS = 60_000;

interface Round {
  system: System;
  receivers: readonly WebhookReceiver[];
  dns: ChangingDns;
  round: number;
}

/** Injects all faults at once under load, and kills the worker while a delivery is in progress. */
async function injectFaults(
  context: ScenarioContext,
  { system, receivers, dns, round }: Round,
): Promise<void> {
  const load = startLoad({
    requester: createRequester(system),
    random: context.random.fork(`round ${round}`),
    name: LOAD,
    athletes: 40,
    clients: 8,
    perSecond: 20,
  });
  await delay(CALM_MS);
  const from = Date.now();
  await Promise.all(receivers.map((receiver) => receiver.begin()));
  dns.resolveTo(METADATA_ADDRESS);
  const away = receivers.find(({ fault }) => fault === 'away for a day')!;
  for (let quarter = 1; quarter <= 4; quarter += 1) {
    await delay(FAULT_MS[context.isQuick ? 'quick' : 'full'] / 4);
    await advanceWebhookClock(system, { endpointId: away.endpointId(), by: '6 hours' });
  }
  // An attempt at a receiver that hangs fails after 15 s.
  await need('failed attempt at each endpoint', () => haveAllFailed(system, receivers, from), {
    limitMs: 120_000,
  });
  // Ends the pauses after many failures, so that each receiver that keeps its sender waiting gets an attempt.
  await makeRetriesDue(system);
  const waitedFor = receivers.filter(({ fault }) => KEEP_WAITING.has(fault));
  const isInEach = (): boolean => waitedFor.every((receiver) => receiver.open() > 0);
  if ((await until(isInEach, { limitMs: patience(30_000) })) === undefined)
    context.findings.add(
      'vacuous',
      'a delivery to each receiver was not in progress when the worker was killed',
    );
  await system.workers[0]!.kill();
  await system.workers[0]!.start();
  await Promise.all(receivers.map((receiver) => receiver.heal()));
  dns.resolveTo('127.0.0.1');
  context.window({ from, to: Date.now() });
  await load.stop();
  await untilDrained(system, RECOVERY_LIMIT_MS);
}

/** Makes retries due until each receiver has every event. @returns how long that took */
async function untilReceived(system: System, receivers: readonly WebhookReceiver[]): Promise<number> {
  const start = performance.now();
  const isOver = async (): Promise<boolean> => {
    await makeRetriesDue(system);
    for (const receiver of receivers)
      if (!isComplete(receiver, await listExpectedDeliveries(system, receiver))) return false;
    return true;
  };
  await until(isOver, { limitMs: patience(2 * RECOVERY_LIMIT_MS), everyMs: 3000 });
  return performance.now() - start;
}

async function createEndpoint(system: System, receiver: WebhookReceiver): Promise<void> {
  const body = { url: receiver.url, description: receiver.fault };
  receiver.setEndpoint(
    JSON.parse(await call(system, 'POST', '', body)) as Parameters<typeof receiver.setEndpoint>[0],
  );
}

/** Every fault made attempts fail, and no connection was opened to the address that a name was changed to. */
async function expectFailedAttempts(system: System, { fault, endpointId }: WebhookReceiver): Promise<void> {
  const text = await call(system, 'GET', `/${endpointId()}/attempts?status=failed&limit=100`);
  const { attempts } = JSON.parse(text) as { attempts: { error?: string }[] };
  if (fault === 'none' && attempts.length > 0)
    system.findings.add('http', `a receiver without faults failed: ${JSON.stringify(attempts[0])}`);
  if (fault !== 'none' && attempts.length === 0)
    system.findings.add('vacuous', `${fault}: no attempt failed`);
  const wrong = attempts.find(
    ({ error }) => fault === 'dns changes' && !error?.startsWith('refused-address'),
  );
  if (wrong) system.findings.add('http', `${fault}: an attempt failed with ${JSON.stringify(wrong)}`);
}

async function call({ clients }: System, method: string, address: string, body?: object): Promise<string> {
  const { status, text } = await clients[0]!.send({
    method,
    path: `/v1/webhook-endpoints${address}`,
    ...(body && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  });
  if (status >= 300) throw new Error(`${method} ${address} was answered ${status}: ${text}`);
  return text;
}

/** A server that no redirect may reach. */
async function startTrap(findings: Findings) {
  const server = http.createServer((_request, response) => {
    findings.add('http', 'a redirect was followed');
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close: () => new Promise<void>((resolve) => void server.close(() => resolve())),
  };
}
