import { connect } from 'amqplib';
import { findRabbitMq } from '../harness/rabbitmq.ts';
import { openWorkPool, processWorkout } from '../work/process-workout.ts';
import type { PeerWorkout } from '../work/peer-workout.ts';
import { peerPrograms, type Contender, type Peer } from './contender.ts';

const QUEUE = 'workouts';
/** Twice the connections of the pool, so that none waits for the broker. */
const PREFETCH = 40;

export const contender: Contender = {
  name: 'rabbitmq',
  title: 'RabbitMQ',
  setUp: `durable classic queue, persistent messages, publisher confirms streamed on one channel; consumer with prefetch ${PREFETCH}, one transaction a message on 20 connections, prepared statements, ack after the commit`,
  advice: 'rabbitmq.com/docs/confirms (publisher confirms, channel prefetch), /docs/queues#durability',
  server: 'rabbitmq',
  packages: ['amqplib'],
  missing: () => (findRabbitMq() ? undefined : 'apt-get install rabbitmq-server'),
  ...peerPrograms('rabbitmq'),
};

export const peer: Peer = {
  async prepare({ serverUrl }) {
    const connection = await connect(serverUrl);
    const channel = await connection.createChannel();
    await channel.assertQueue(QUEUE, { durable: true });
    await connection.close();
  },

  async connectProducer({ serverUrl }) {
    const connection = await connect(serverUrl);
    const channel = await connection.createConfirmChannel();
    return (workout) =>
      new Promise<void>((resolve, reject) => {
        channel.sendToQueue(QUEUE, Buffer.from(JSON.stringify(workout)), { persistent: true }, (error) =>
          error ? reject(error as Error) : resolve(),
        );
      });
  },

  async startConsumer({ serverUrl, ...connections }) {
    const pool = openWorkPool(connections);
    const connection = await connect(serverUrl);
    const channel = await connection.createChannel();
    await channel.prefetch(PREFETCH);
    await channel.consume(QUEUE, (message) => {
      if (!message) return;
      processWorkout(pool, connections.appId, JSON.parse(message.content.toString()) as PeerWorkout).then(
        () => channel.ack(message),
        (error: unknown) => {
          console.error(error);
          channel.nack(message);
        },
      );
    });
  },
};
