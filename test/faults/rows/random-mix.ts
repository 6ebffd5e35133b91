import { OPS, runProgram } from '../harness/commands.ts';
import { untilDrained } from '../harness/checks/settled.ts';
import { startLoad } from '../harness/load.ts';
import { createRequester } from '../harness/requester.ts';
import type { Row } from '../harness/row.ts';

export const randomMix: Row = {
  id: 'mix',
  breaks: 'nothing: 5,000 saves, edits and deletions in any order of arrival',
  holds: '`npm run ops -- verify` lists no difference',
  size: { quick: 600, full: 5000 },
  async run(context) {
    const system = await context.start({ workers: 2 });
    const { size } = context;
    await startLoad({
      requester: createRequester(system),
      random: context.random,
      name: 'mix',
      athletes: 60,
      clients: 32,
      wishes: size,
    }).done;
    context.hit(size);
    context.recovered(await untilDrained(system, 120_000));
    const { stdout, stderr, status } = await runProgram(OPS, ['verify'], {
      DATABASE_URL: system.database.url,
    });
    context.note(`verify: ${stderr.trim()}`);
    if (status !== 0 || stdout !== '')
      system.findings.add('divergences', stdout || `verify ended with ${status}`);
    await context.check(system);
  },
};
