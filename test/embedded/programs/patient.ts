/** Says that it is ready and runs until it is stopped. With the argument "stubborn" it does not listen. */
import { exitWhenOrphaned, reportReady } from '../../../src/process/orphan.ts';

process.on('SIGTERM', () => {
  if (!process.argv.includes('stubborn')) process.exit(0);
});
exitWhenOrphaned();
console.log('hello');
console.error('world');
reportReady();
setInterval(() => {}, 1_000);
