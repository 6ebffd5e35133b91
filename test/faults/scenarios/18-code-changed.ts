import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { buildIdOf, listBuilds } from '../../../src/temporal/builds.ts';
import { bundleEdited, COMPATIBLE_EDITS, INCOMPATIBLE_EDITS } from '../../workflows/edited-workflows.ts';
import { OPS, runProgram } from '../harness/commands.ts';
import { untilDrained } from '../harness/checks/settled.ts';
import { BY_WORKER, installFailpoint, type Failpoint } from '../harness/failpoints.ts';
import { SAVES_ONLY, startLoad, type Load } from '../harness/load.ts';
import type { Program } from '../harness/program.ts';
import { createRequester } from '../harness/requester.ts';
import type { Scenario, ScenarioContext } from '../harness/scenario.ts';
import type { System } from '../harness/system.ts';
import { need } from '../harness/waiting.ts';

export const codeChanged: Scenario = {
  id: '18',
  breaks: 'a workflow’s code changed with 200 workouts under way; an incompatible change rolled back',
  holds: 'the change is taken over, replay refuses the incompatible one, and all end',
  size: { quick: 2, full: 2 },
  async run(context) {
    const bundles = await bundleAll(context);
    const system = await context.start({
      workers: bundles.length,
      startWorkers: false,
      workerEnv: (number) => ({ AFTERBURN_WORKFLOW_BUNDLE: bundles[number - 1]!.file }),
    });
    const stop = await installFailpoint(system.database, {
      table: 'workout_steps',
      when: `${BY_WORKER} and new.state = 'succeeded'`,
      mode: { kind: 'throw', sqlState: '55P03' },
    });
    await changeCompatibly(context, system, { bundles, stop });
    await changeIncompatibly(context, system, { bundles, stop });
    await context.check(system);
  },
};

interface Bundle {
  file: string;
  buildId: string;
}

interface Change {
  bundles: Bundle[];
  /** No step comes to its end while it is armed. */
  stop: Failpoint;
}

/** The code before, a change of it, and one that fits nothing that is under way. */
async function bundleAll({ servers, workflowBundlePath }: ScenarioContext): Promise<Bundle[]> {
  const edits = {
    changed: COMPATIBLE_EDITS['a timer behind a patch'],
    incompatible: INCOMPATIBLE_EDITS['two activities in another order'],
  };
  const bundles = [
    { file: workflowBundlePath, buildId: buildIdOf({ code: readFileSync(workflowBundlePath, 'utf8') }) },
  ];
  for (const [name, edit] of Object.entries(edits)) {
    const bundle = await bundleEdited(edit);
    const file = path.join(servers.folder, `workflow-bundle-${name}.js`);
    writeFileSync(file, bundle.code);
    bundles.push({ file, buildId: buildIdOf(bundle) });
  }
  return bundles;
}

async function changeCompatibly(
  context: ScenarioContext,
  system: System,
  { bundles, stop }: Change,
): Promise<void> {
  const [before, changed] = system.workers;
  const underWay = await saveAndHold(context, system, { worker: before!, name: 'changed' });
  await untilCurrent(system, bundles[0]!);
  await changed!.start();
  await setBuild(context, system, bundles[1]!);
  await untilCurrent(system, bundles[1]!);
  // A straggler of the old code starts again, and takes nothing back.
  await before!.kill();
  await before!.start();
  await delay(3000);
  if ((await currentOf(system)) !== bundles[1]!.buildId)
    context.findings.add('stuck', 'the old build took the work back');
  await stop.heal();
  context.recovered(await untilDrained(system, 120_000), 60_000);
  await before!.terminate();
  const both = await countTakenOver(system, bundles[1]!.buildId);
  context.note(`${underWay} workouts were under way, ${both} executions were taken over by the changed code`);
  if (both === 0) context.findings.add('vacuous', 'no execution was taken over');
  context.hit();
}

async function changeIncompatibly(
  context: ScenarioContext,
  system: System,
  { bundles, stop }: Change,
): Promise<void> {
  const [, changed, incompatible] = system.workers;
  await stop.arm();
  const underWay = await saveAndHold(context, system, { worker: changed!, name: 'incompatible' });
  const refused = await replayUnderWay(context, system, bundles[2]!);
  if (refused === 0)
    context.findings.add('vacuous', 'replay found nothing wrong with the incompatible change');
  // As if nobody had replayed anything: it is rolled out, breaks what is under way, and begins what is new.
  await incompatible!.start();
  await setBuild(context, system, bundles[2]!);
  await untilCurrent(system, bundles[2]!);
  await startSaving(context, system, { name: 'meanwhile', requests: 30 }).done;
  await need('execution that does not fit', async () => (await countFailing(system)) > 0, {
    limitMs: 90_000,
  });
  await setBuild(context, system, bundles[1]!);
  await untilCurrent(system, bundles[1]!);
  await incompatible!.terminate();
  const broken = await countFailing(system);
  await stop.heal();
  context.recovered(await untilDrained(system, 240_000), 180_000);
  const restarted = await countTerminated(system);
  context.note(
    `${underWay} workouts were under way, replay refused ${refused} of 5 histories; of the ${broken} executions that ` +
      `did not fit when the change was rolled back, ${restarted} were started again`,
  );
  context.hit();
}

/** Executions that fail at their workflow task. */
async function countFailing({ temporal }: System): Promise<number> {
  let count = 0;
  for await (const { workflowId } of temporal.client.workflow.list({
    query: `ExecutionStatus = 'Running'`,
  })) {
    // One that has ended meanwhile, or a server that is busy, says nothing.
    const known = await temporal.client.workflow
      .getHandle(workflowId)
      .describe()
      .catch(() => undefined);
    if ((known?.raw.pendingWorkflowTask?.attempt ?? 0) > 1) count += 1;
  }
  return count;
}

const countTerminated = async ({ temporal }: System): Promise<number> =>
  (await temporal.client.workflow.count(`ExecutionStatus = 'Terminated'`)).count;

/**
 * Saves so many, and waits until their executions stand at their steps. The worker comes afterwards: of what comes while
 * it is there, it claims a batch or two, and leaves the rest to wait for their end.
 */
async function saveAndHold(
  context: ScenarioContext,
  system: System,
  { worker, name }: { worker: Program; name: string },
): Promise<number> {
  const wanted = context.isQuick ? 60 : 200;
  if (worker.isUp()) await worker.terminate();
  // Some are refused, as duplicates.
  await startSaving(context, system, { name, requests: Math.round(wanted * 1.3) }).done;
  await worker.start();
  const count = async (): Promise<number> => {
    const [row] = await system.database.ask<{ running: number }>(
      `select count(*)::int as running
       from workouts w
       join executions e on e.workflow_id = w.workflow_id
       where w.status = 'processing' and e.start_due_at is null`,
    );
    return row!.running;
  };
  await need(`${wanted} workouts under way`, async () => (await count()) >= wanted, { limitMs: 120_000 });
  return count();
}

const startSaving = (
  context: ScenarioContext,
  system: System,
  { name, requests }: { name: string; requests: number },
): Load =>
  startLoad({
    requester: createRequester(system),
    random: context.random.fork(name),
    name,
    athletes: 40,
    clients: 6,
    perSecond: 20,
    requests,
    mix: SAVES_ONLY,
  });

const currentOf = async ({ temporal }: System): Promise<string | undefined> =>
  (await listBuilds(temporal)).find((build) => build.isCurrent)?.buildId;

async function untilCurrent(system: System, { buildId }: Bundle): Promise<void> {
  // A server that is just changing it may not answer in time.
  const isCurrent = async (): Promise<boolean> =>
    (await currentOf(system).catch(() => undefined)) === buildId;
  await need(`current build ${buildId}`, isCurrent, { limitMs: 60_000, everyMs: 200 });
}

/** Executions that began under another build than the one that ended them. */
async function countTakenOver({ temporal }: System, buildId: string): Promise<number> {
  let count = 0;
  let looks = 0;
  for await (const { workflowId } of temporal.client.workflow.list()) {
    if ((looks += 1) > 60) break;
    const { events } = await temporal.client.workflow.getHandle(workflowId).fetchHistory();
    const builds = new Set(
      (events ?? []).flatMap(
        (event) => event.workflowTaskCompletedEventAttributes?.deploymentVersion?.buildId ?? [],
      ),
    );
    if (builds.size > 1 && builds.has(buildId)) count += 1;
  }
  return count;
}

/** @returns how many histories of what is under way the bundle's code refuses */
async function replayUnderWay(context: ScenarioContext, system: System, { file }: Bundle): Promise<number> {
  const { status, stdout, stderr } = await runProgram(REPLAY, [file], environmentOf(context, system));
  if (status !== 0) throw new Error(`The histories were not replayed: ${stderr}`);
  return Number(stdout);
}

/** By the command that a person would type. */
async function setBuild(context: ScenarioContext, system: System, { buildId }: Bundle): Promise<void> {
  const { status, stderr } = await runProgram(
    OPS,
    ['builds', 'set', buildId],
    environmentOf(context, system),
  );
  if (status !== 0) context.findings.add('stuck', `setting the build failed: ${stderr}`);
}

const environmentOf = ({ servers }: ScenarioContext, { database, temporal }: System): NodeJS.ProcessEnv => ({
  DATABASE_URL: database.url,
  TEMPORAL_ADDRESS: `127.0.0.1:${servers.temporalPort}`,
  TEMPORAL_NAMESPACE: temporal.namespace,
});

const REPLAY = new URL('../programs/replay-under-way.ts', import.meta.url);
