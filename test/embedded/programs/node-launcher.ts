/** Starts the patient program as the launcher starts the API, waits for it unless "impatient", prints its pid, and stays. */
import { startNodeProcess } from '../../../src/embedded/node-process.ts';

const program = new URL('./patient.ts', import.meta.url);
const child = await startNodeProcess({ program, env: process.env, forward: () => {}, graceMs: 1_000 });
if (!process.argv.includes('impatient')) await child.ready;
console.log(JSON.stringify({ pid: child.pid }));
setInterval(() => {}, 1_000);
