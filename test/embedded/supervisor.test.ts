import { describe, expect, it, onTestFinished } from 'vitest';
import {
  startNodeProcess,
  startReadyNodeProcess,
  type RunningNodeProcess,
} from '../../src/embedded/node-process.ts';
import { findStartTime } from '../../src/embedded/process-identity.ts';
import { supervise, type SuperviseOptions } from '../../src/embedded/supervisor.ts';
import { untilTrue } from './condition.ts';
import { launch } from './launch.ts';

const program = new URL('./programs/patient.ts', import.meta.url);
const backoff = { firstMs: 1, longestMs: 4, resetAfterMs: 1_000 };

function startPatient(
  args: string[] = [],
  forward: (line: string) => void = () => {},
): Promise<RunningNodeProcess> {
  const graceMs = args.includes('stubborn') ? 1 : 10_000;
  return startNodeProcess({ program, env: process.env, forward, graceMs, args });
}

async function supervisePatient(options: Partial<SuperviseOptions<RunningNodeProcess>> = {}) {
  const supervised = await supervise({
    name: 'the patient',
    start: () => startPatient(),
    log: () => {},
    backoff,
    ...options,
  });
  onTestFinished(() => supervised.stop());
  return supervised;
}

describe('startNodeProcess', () => {
  it('forwards what the program says, hears that it is ready, and stops it', async () => {
    const lines: string[] = [];
    const patient = await startPatient([], (line) => void lines.push(line));
    await patient.ready;
    await untilTrue(() => lines.length === 2);
    expect(lines.toSorted()).toEqual(['hello', 'world']);
    await patient.stop();
    expect(await patient.exited).toEqual({ code: 0, signal: null });
  });

  it('ends by force what does not listen', async () => {
    const patient = await startPatient(['stubborn']);
    await patient.ready;
    await patient.stop();
    expect(await patient.exited).toEqual({ code: null, signal: 'SIGKILL' });
  });

  it('reports a program that dies before it is ready', async () => {
    const missing = new URL('./programs/missing.ts', import.meta.url);
    const options = {
      name: 'the missing one',
      program: missing,
      env: process.env,
      forward: () => {},
      log: () => {},
    };
    await expect(startReadyNodeProcess({ ...options, graceMs: 1, patienceMs: 60_000 })).rejects.toThrow(
      'the missing one: it ended with code 1 before it was ready.',
    );
  });

  it('leaves no child behind when the launcher is killed by force', async () => {
    const launcher = await launch('node-launcher.ts', []);
    const { pid } = JSON.parse(launcher.line) as { pid: number };
    expect(findStartTime(pid)).toBeDefined();
    await launcher.killByForce();
    await untilTrue(() => findStartTime(pid) === undefined);
  });

  it('leaves no child behind either when that one is only starting', async () => {
    const launcher = await launch('node-launcher.ts', ['impatient']);
    const { pid } = JSON.parse(launcher.line) as { pid: number };
    await launcher.killByForce();
    await untilTrue(() => findStartTime(pid) === undefined);
  });
});

describe('supervise', () => {
  it('starts again what died, as often as it dies', async () => {
    const lines: string[] = [];
    const supervised = await supervisePatient({ log: (line) => void lines.push(line) });
    for (let round = 0; round < 3; round += 1) {
      const { pid } = supervised.current();
      process.kill(pid, 'SIGKILL');
      await untilTrue(() => supervised.current().pid !== pid);
    }
    expect(lines).toEqual([
      'The patient was ended by SIGKILL.',
      'Restarting the patient in 0.001 s …',
      'The patient was ended by SIGKILL.',
      'Restarting the patient in 0.002 s …',
      'The patient was ended by SIGKILL.',
      'Restarting the patient in 0.004 s …',
    ]);
  });

  it('tries on when a restart fails', async () => {
    let starts = 0;
    const start = async (): Promise<RunningNodeProcess> => {
      starts += 1;
      if (starts === 2 || starts === 3) throw new Error('no luck');
      return startPatient();
    };
    const supervised = await supervisePatient({ start });
    const { pid } = supervised.current();
    process.kill(pid, 'SIGKILL');
    await untilTrue(() => supervised.current().pid !== pid);
    expect(starts).toBe(4);
  });

  it('hands the failure of the first start to its caller', async () => {
    const start = (): Promise<never> => Promise.reject(new Error('no luck'));
    await expect(supervisePatient({ start })).rejects.toThrow('no luck');
  });

  it('starts nothing again once it is stopped', async () => {
    let starts = 0;
    const supervised = await supervisePatient({
      start: () => {
        starts += 1;
        return startPatient();
      },
    });
    await supervised.stop();
    expect(findStartTime(supervised.current().pid)).toBeUndefined();
    expect(starts).toBe(1);
  });

  it('stops while it waits to start again', async () => {
    const waiting = { firstMs: 3_600_000, longestMs: 3_600_000, resetAfterMs: 1 };
    const lines: string[] = [];
    const supervised = await supervisePatient({ backoff: waiting, log: (line) => void lines.push(line) });
    process.kill(supervised.current().pid, 'SIGKILL');
    await untilTrue(() => lines.length === 2);
    await supervised.stop();
    expect(lines).toHaveLength(2);
  });
});
