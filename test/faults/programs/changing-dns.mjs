// Resolves `localhost` to the address in the file FAULTS_DNS_FILE, read for each lookup. Loaded before a worker by
// NODE_OPTIONS, so that a scenario can change the address of a receiver.
import dns from 'node:dns';
import { readFileSync } from 'node:fs';

const { lookup } = dns;

dns.lookup = (hostname, options, done) => {
  if (hostname !== 'localhost') return lookup(hostname, options, done);
  const address = readFileSync(process.env.FAULTS_DNS_FILE, 'utf8');
  setImmediate(() => (options.all ? done(null, [{ address, family: 4 }]) : done(null, address, 4)));
};
