import { peerPrograms, type Contender, type Peer } from './contender.ts';

export const contender: Contender = {
  name: 'hono',
  title: 'bare Hono echo',
  setUp: 'validates and answers; keeps nothing',
  advice: 'hono.dev/docs/getting-started/nodejs',
  packages: ['hono', '@hono/node-server'],
  ...peerPrograms('hono', { onlyAccepts: true }),
};

export const peer: Peer = { connectProducer: async () => async () => {} };
