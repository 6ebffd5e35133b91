import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { makeFit } from './make-fit.ts';
import { makeGpx } from './make-gpx.ts';
import { seedOf } from './random.ts';

export interface Recording {
  name: string;
  athleteId: string;
  contentType: string;
  /** @throws an error with a sentence when a file cannot be read */
  read(): Uint8Array;
}

const CONTENT_TYPES: Record<string, string> = {
  '.gpx': 'application/gpx+xml',
  '.tcx': 'application/vnd.garmin.tcx+xml',
  '.fit': 'application/vnd.ant.fit',
  '.gz': 'application/gzip',
};

/** What a file is sent as. Only its bytes say what it is, so that an unknown ending is no reason to keep it back. */
const contentTypeOf = (name: string): string =>
  CONTENT_TYPES[path.extname(name).toLowerCase()] ?? 'application/octet-stream';

/** A run and a ride that ended a quarter of an hour ago, as their watches would send them. */
export const madeRecordings = ({
  runner,
  rider,
  now,
}: Record<'runner' | 'rider', string> & { now: Date }): Recording[] => {
  const startOf = (seconds: number) => new Date(now.getTime() - 1000 * (900 + seconds)).toISOString();
  const [runSeconds, rideSeconds] = [2_160, 3_600];
  return [
    {
      name: 'run-of-the-watch.gpx',
      athleteId: runner,
      contentType: contentTypeOf('.gpx'),
      read: () =>
        makeGpx({
          sport: 'run',
          title: 'Run from the watch',
          startedAt: startOf(runSeconds),
          durationSeconds: runSeconds,
          seed: seedOf(runner),
        }),
    },
    {
      name: 'ride-of-the-watch.fit',
      athleteId: rider,
      contentType: contentTypeOf('.fit'),
      read: () =>
        makeFit({
          sport: 'ride',
          startedAt: startOf(rideSeconds),
          durationSeconds: rideSeconds,
          energyKcal: 610,
          seed: seedOf(rider),
        }),
    },
  ];
};

export const fileRecordings = (files: readonly string[], athleteId: string): Recording[] =>
  files.map((file) => ({
    name: path.basename(file),
    athleteId,
    contentType: contentTypeOf(file),
    read: () => readWhole(file),
  }));

function readWhole(file: string): Uint8Array {
  if (!statSync(file, { throwIfNoEntry: false })) throw new Error('there is no such file');
  if (statSync(file).isDirectory()) throw new Error('this is a folder; name the files in it');
  return readFileSync(file);
}
