/**
 * What CI does before a release, with what is under way right now: replays five histories of running executions by the
 * bundle that is its argument, and prints how many were refused.
 */
import { readFileSync } from 'node:fs';
import { DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import { connectTemporal } from '../../../src/temporal/client.ts';

Runtime.install({
  logger: new DefaultLogger('ERROR'),
  telemetryOptions: { logging: { filter: 'OFF', forward: {} } },
});
const temporal = connectTemporal({
  address: process.env['TEMPORAL_ADDRESS']!,
  namespace: process.env['TEMPORAL_NAMESPACE']!,
});
const histories = [];
for await (const { workflowId } of temporal.client.workflow.list({ query: `ExecutionStatus = 'Running'` })) {
  const history = await temporal.client.workflow.getHandle(workflowId).fetchHistory();
  histories.push({ workflowId, history });
  if (histories.length === 5) break;
}
let refused = 0;
const workflowBundle = { code: readFileSync(process.argv[2]!, 'utf8') };
for await (const { error } of Worker.runReplayHistories({ workflowBundle }, histories))
  if (error) refused += 1;
console.log(refused);
await temporal.close();
process.exit(0);
