/** Says that it is ready and stays until it is told to end. With the argument "stubborn" it does not listen. */
import { exitWhenOrphaned, reportReady } from '../../../src/process/orphan.ts';

process.on('SIGTERM', () => {
  if (!process.argv.includes('stubborn')) process.exit(0);
});
exitWhenOrphaned();
console.log('hello');
console.error('world');
reportReady();
setInterval(() => {}, 1_000);
