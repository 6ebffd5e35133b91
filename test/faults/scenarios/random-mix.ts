import { OPS, runProgram } from '../harness/commands.ts';
import { untilDrained } from '../harness/checks/settled.ts';
import { EVERYTHING, startLoad } from '../harness/load.ts';
import { createRequester } from '../harness/requester.ts';
import { OPERATIONS } from '../harness/history.ts';
import type { Scenario } from '../harness/scenario.ts';
import type { System } from '../harness/system.ts';

export const randomMix: Scenario = {
  id: 'mix',
  breaks: 'nothing: 10,000 saves, edits, deletions, uploads, imports, reports and erasures in any order',
  holds: '`npm run ops -- verify` lists no difference',
  size: { quick: 600, full: 10_000 },
  async run(context) {
    const system = await context.start({ workers: 2 });
    const { size } = context;
    await startLoad({
      requester: createRequester(system),
      random: context.random,
      name: 'mix',
      athletes: 60,
      clients: 32,
      requests: size,
      // A small mix has few of them, and each takes a minute.
      mix: { ...EVERYTHING, erase: context.isQuick ? 1.5 : EVERYTHING.erase },
    }).done;
    context.hit(size);
    context.recovered(await untilDrained(system, 300_000));
    const { stdout, stderr, status } = await runProgram(OPS, ['verify'], {
      DATABASE_URL: system.database.url,
    });
    context.note(`verify: ${stderr.trim()}`);
    if (status !== 0 || stdout !== '')
      system.findings.add('divergences', stdout || `verify ended with ${status}`);
    await expectAllKinds(system);
    await context.check(system);
  },
};

/** A mix without one of them shows nothing of it. */
async function expectAllKinds({ history, findings }: System): Promise<void> {
  const lines = await history.read();
  const counts = OPERATIONS.map((kind) => ({
    kind,
    count: lines.filter((line) => line.line === 'answered' && line.kind === kind && line.outcome === 'ok')
      .length,
  }));
  for (const { kind, count } of counts)
    if (count === 0) findings.add('vacuous', `no ${kind} was acknowledged`);
}
