import { findRabbitMq } from '../harness/rabbitmq.ts';
import { openWorkPool, WORK_CONNECTIONS } from '../work/process-workout.ts';
import { peerPrograms, type Contender, type Peer } from './contender.ts';
import { peer as rabbitmq } from './rabbitmq.ts';

/** The same producer with an insert before, for an app that displays the workout at once. */
export const contender: Contender = {
  name: 'rabbitmq-insert',
  title: 'RabbitMQ, workout inserted first',
  setUp: `RabbitMQ’s producer behind one prepared insert, committed by itself, on ${WORK_CONNECTIONS} connections; the table has a primary key and an index by athlete and start`,
  advice: 'rabbitmq.com/docs/confirms, postgresql.org/docs/current/sql-prepare.html',
  server: 'rabbitmq',
  packages: ['amqplib', 'pg'],
  missing: () => (findRabbitMq() ? undefined : 'apt-get install rabbitmq-server'),
  ...peerPrograms('rabbitmq-insert', { onlyAccepts: true }),
};

export const peer: Peer = {
  async prepare(connections) {
    await rabbitmq.prepare!(connections);
    const pool = openWorkPool(connections);
    await pool.query(
      `create table saved_workouts (
         workout_id uuid primary key,
         athlete_id text not null,
         started_at timestamptz not null,
         sport text not null,
         duration_seconds float8 not null,
         distance_meters float8,
         average_heart_rate float8
       );
       create index on saved_workouts (athlete_id, started_at desc)`,
    );
    await pool.end();
  },

  async connectProducer(connections) {
    const pool = openWorkPool(connections);
    const publish = await rabbitmq.connectProducer(connections);
    return async (workout) => {
      await pool.query({
        name: 'save-workout',
        text: `insert into saved_workouts
            (workout_id, athlete_id, started_at, sport, duration_seconds, distance_meters, average_heart_rate)
          values ($1::uuid, $2::text, $3::timestamptz, $4::text, $5::float8, $6::float8, $7::float8)`,
        values: [
          workout.workoutId,
          workout.athleteId,
          workout.startedAt,
          workout.sport,
          workout.durationSeconds,
          workout.distanceMeters,
          workout.averageHeartRate,
        ],
      });
      await publish(workout);
    };
  },
};
