import { availableParallelism, loadavg } from 'node:os';

/** Running or waiting for each core; the suite by itself keeps two cores at about 2. */
const BUSY = 4;
const PATIENCE = 4;

export const loadPerCore = (): number => loadavg()[0]! / availableParallelism();

/** Whether the machine has so much other work that a limit of time says nothing of the product. */
export const isBusy = (): boolean => loadPerCore() > BUSY;

/** How long to wait for what is not there in its time: longer on a machine that has other work. */
export const patience = (limitMs: number): number => (isBusy() ? PATIENCE * limitMs : limitMs);
