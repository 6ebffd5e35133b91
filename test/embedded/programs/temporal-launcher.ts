/** Starts Temporal, prints its pid, and stays. Arguments: data folder, executable, ports. */
import { identifyTemporal } from '../../../src/embedded/temporal/finder.ts';
import { startTemporal } from '../../../src/embedded/temporal/temporal.ts';

const [dataDir, file, port, uiPort] = process.argv.slice(2) as [string, string, string, string];
const binary = identifyTemporal(file);
if (!binary) throw new Error(`${file} does not run`);
const { pid } = await startTemporal({ binary, dataDir, port: Number(port), uiPort: Number(uiPort) });
console.log(JSON.stringify({ pid }));
setInterval(() => {}, 1_000);
