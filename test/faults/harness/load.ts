import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { AppRequest } from './history.ts';
import type { Random } from './random.ts';
import type { Reply, Requester } from './requester.ts';
import { aChange, aMonth, aRecording, aWorkout } from './random-requests.ts';

/** How often each kind is chosen, relative to the others. */
export interface Mix {
  save: number;
  edit: number;
  delete: number;
  upload: number;
  /** Two edits of the same revision at once: one of them has to lose. */
  race: number;
  /** An acknowledged request once more, with its key. */
  repeat: number;
  /** Lines of workouts, of several athletes. */
  import?: number;
  /** A month's report of an athlete who has workouts. */
  report?: number;
  /** A new athlete with saves, a file and a report, erased while they are processed. */
  erase?: number;
}

export const EVERYDAY: Mix = { save: 60, edit: 20, delete: 8, upload: 2, race: 4, repeat: 6 };
export const SAVES_ONLY: Mix = { save: 1, edit: 0, delete: 0, upload: 0, race: 0, repeat: 0 };
export const EVERYTHING: Mix = { ...EVERYDAY, upload: 5, import: 2, report: 5, erase: 0.5 };

export interface LoadOptions {
  requester: Requester;
  random: Random;
  /** Names the athletes and the keys of this load, so that two loads do not meet. */
  name: string;
  athletes: number;
  /** Clients, each with one request at a time. */
  clients: number;
  /** The most requests begun per second; unlimited when absent. */
  perSecond?: number;
  /** Ends by itself after this number of requests. */
  requests?: number;
  mix?: Mix;
}

export interface Load {
  /** Sends no new requests; resolves when every outcome is known. */
  stop(): Promise<void>;
  /** Resolves when all requests are done. */
  done: Promise<void>;
}

interface KnownWorkout {
  id: string;
  revision: number;
  athleteId: string;
  /** One request at a time: the outcome of two at once is only known when both are watched. */
  busy: boolean;
}

let operations = 0;

/** Sends random requests as an app back end would, and records what was acknowledged. */
export function startLoad(options: LoadOptions): Load {
  const { random, clients, perSecond, requests = Infinity, mix = EVERYDAY } = options;
  const shared = { known: [], granted: [] };
  const actions = Object.entries(mix) as [keyof Mix, number][];
  let stopped = false;
  let begun = 0;
  const startedAt = performance.now();
  const client = async (number: number): Promise<void> => {
    const state: State = { ...options, ...shared, random: random.fork(String(number)) };
    while (!stopped && begun < requests) {
      begun += 1;
      if (perSecond) await delay(Math.max(0, startedAt + (begun * 1000) / perSecond - performance.now()));
      if (stopped) return;
      await ACTIONS[choose(state.random, actions)](state);
    }
  };
  const all = Promise.all(Array.from({ length: clients }, (_, number) => client(number)));
  const done = (async () => void (await all))();
  return {
    done,
    stop() {
      stopped = true;
      return done;
    },
  };
}

interface State extends LoadOptions {
  known: KnownWorkout[];
  /** Some acknowledged requests, to be repeated. */
  granted: { request: AppRequest; reply: Reply }[];
}

const ACTIONS: Record<keyof Mix, (state: State) => Promise<void>> = {
  save: saveOne,
  async edit(state) {
    await onKnown(state, async (workout) => {
      const reply = await sendUntilAnswered(state, editOf(state, workout));
      if (reply.outcome === 'ok') workout.revision = reply.revision!;
    });
  },
  async race(state) {
    await onKnown(state, async (workout) => {
      const edits = [editOf(state, workout), editOf(state, workout)];
      const replies = await Promise.all(edits.map((edit) => sendUntilAnswered(state, edit)));
      const winner = replies.find((reply) => reply.outcome === 'ok');
      if (winner) workout.revision = winner.revision!;
    });
  },
  async delete(state) {
    await onKnown(state, async (workout) => {
      const request = {
        ...newRequest(state, 'delete', workout.athleteId),
        workoutId: workout.id,
        ifMatch: workout.revision,
      };
      const reply = await sendUntilAnswered(state, request);
      if (reply.outcome === 'ok') state.known.splice(state.known.indexOf(workout), 1);
    });
  },
  async upload(state) {
    await sendUntilAnswered(state, uploadOf(state, anAthlete(state)));
  },
  async repeat(state) {
    if (state.granted.length === 0) return saveOne(state);
    const { request } = state.random.pick(state.granted);
    await state.requester.sendUntilAnswered(request);
  },
  async import(state) {
    const { random } = state;
    const lines = Array.from({ length: 1 + random.integer(MOST_LINES) }, () =>
      aWorkout(random, `${state.name}-imported-${random.integer(IMPORTED_ATHLETES)}`),
    );
    await state.requester.sendUntilAnswered({ ...newRequest(state, 'import', ''), body: { lines } });
  },
  async report(state) {
    const { known, random } = state;
    if (known.length === 0) return saveOne(state);
    await state.requester.sendUntilAnswered(reportOf(state, random.pick(known).athleteId));
  },
  async erase(state) {
    const { requester, random } = state;
    const erasure = newRequest(state, 'erase', '');
    const athleteId = `${state.name}-erased-${erasure.operation}`;
    for (let saves = 0; saves < 3; saves += 1)
      await requester.sendUntilAnswered({
        ...newRequest(state, 'save', athleteId),
        body: aWorkout(random, athleteId),
      });
    await requester.sendUntilAnswered(uploadOf(state, athleteId));
    await requester.sendUntilAnswered(reportOf(state, athleteId));
    await requester.sendUntilAnswered({ ...erasure, athleteId });
  },
};

const MOST_LINES = 30;
/** Separate athletes: imported workouts send no events of their own, and the events of the other athletes are compared. */
const IMPORTED_ATHLETES = 10;

const reportOf = (state: State, athleteId: string): AppRequest => ({
  ...newRequest(state, 'report', athleteId),
  body: { month: aMonth(state.random) },
});

function uploadOf(state: State, athleteId: string): AppRequest {
  const file = aRecording(state.random);
  const key = createHash('sha256')
    .update(athleteId + file)
    .digest('hex');
  return { ...newRequest(state, 'upload', athleteId), key, body: { file } };
}

async function saveOne(state: State): Promise<void> {
  const athleteId = anAthlete(state);
  const request = { ...newRequest(state, 'save', athleteId), body: aWorkout(state.random, athleteId) };
  const reply = await sendUntilAnswered(state, request);
  if (reply.outcome !== 'ok') return;
  // Before an edit or deletion of it: reads what the 202 promised, and repeats the same request.
  if (state.random.chance(LOOKED_AT)) await state.requester.read(reply.id!);
  if (state.random.chance(REPEATED)) await state.requester.sendUntilAnswered(request);
  state.known.push({ id: reply.id!, revision: reply.revision!, athleteId, busy: false });
}

const LOOKED_AT = 0.2;
const REPEATED = 0.05;
const MOST_REMEMBERED = 200;

async function sendUntilAnswered(state: State, request: AppRequest): Promise<Reply> {
  const reply = await state.requester.sendUntilAnswered(request);
  if (reply.outcome === 'ok' && request.kind !== 'save') remember(state, { request, reply });
  return reply;
}

/** Saves are left out: once the workout is deleted, its key returns 410. */
function remember({ granted, random }: State, grant: { request: AppRequest; reply: Reply }): void {
  if (granted.length < MOST_REMEMBERED) granted.push(grant);
  else granted[random.integer(MOST_REMEMBERED)] = grant;
}

async function onKnown(state: State, act: (workout: KnownWorkout) => Promise<void>): Promise<void> {
  const { known, random } = state;
  const workout = known.length > 0 ? random.pick(known) : undefined;
  if (!workout || workout.busy) return saveOne(state);
  workout.busy = true;
  await act(workout);
  workout.busy = false;
}

const editOf = (state: State, { id, revision, athleteId }: KnownWorkout): AppRequest => ({
  ...newRequest(state, 'edit', athleteId),
  workoutId: id,
  ifMatch: revision,
  body: aChange(state.random),
});

function newRequest({ name }: State, kind: AppRequest['kind'], athleteId: string) {
  operations += 1;
  return { operation: operations, kind, athleteId, key: `${name}-${operations}` };
}

const anAthlete = ({ name, athletes, random }: State): string => `${name}-${random.integer(athletes)}`;

function choose<K>(random: Random, weighted: readonly [K, number][]): K {
  let left = random.next() * weighted.reduce((sum, [, weight]) => sum + weight, 0);
  for (const [kind, weight] of weighted) if ((left -= weight) < 0) return kind;
  return weighted[0]![0];
}
