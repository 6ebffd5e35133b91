import { contender as afterburn } from './afterburn.ts';
import { always, everysec } from './bullmq.ts';
import type { Contender } from './contender.ts';
import { contender as dbos } from './dbos.ts';
import { contender as graphileWorker } from './graphile-worker.ts';
import { contender as hono } from './hono.ts';
import { contender as pgBoss } from './pg-boss.ts';
import { contender as rabbitmq } from './rabbitmq.ts';
import { contender as rabbitmqInsert } from './rabbitmq-insert.ts';
import { contender as restate } from './restate.ts';
import { contender as setBased } from './set-based.ts';
import { contender as temporal } from './temporal.ts';

/**
 * The contenders in the order of the tables. To add one, create a file that exports its `contender` and `peer`, and add
 * a line here.
 */
export const CONTENDERS: readonly Contender[] = [
  afterburn,
  rabbitmq,
  rabbitmqInsert,
  always,
  everysec,
  pgBoss,
  graphileWorker,
  dbos,
  restate,
  temporal,
  setBased,
  hono,
];
