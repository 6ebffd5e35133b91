import type { Peer } from '../contenders/contender.ts';
import type { Connections } from '../harness/stage.ts';
import { exitWhenOrphaned, reportReady } from '../../src/process/orphan.ts';
import { onShutdownSignal } from '../../src/process/stop-signals.ts';

const [, , module = '', connections = ''] = process.argv;
const { peer } = (await import(`../contenders/${module}.ts`)) as { peer: Peer };
await peer.startConsumer!(JSON.parse(connections) as Connections);
reportReady();
exitWhenOrphaned();
onShutdownSignal(() => process.exit(0));
