import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Wish } from './history.ts';
import type { Random } from './random.ts';
import type { Reply, Requester } from './requester.ts';
import { aChange, aMonth, aRecording, aWorkout } from './wishes.ts';

/** How often each is chosen, relative to the others. */
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
  /** Requests begun per second at most; without it as many as come through. */
  perSecond?: number;
  /** Ends by itself after so many wishes. */
  wishes?: number;
  mix?: Mix;
}

export interface Load {
  /** Nothing new is asked; resolves when every outcome is known. */
  stop(): Promise<void>;
  /** Resolves when the wished-for number is through. */
  done: Promise<void>;
}

interface KnownWorkout {
  id: string;
  revision: number;
  athleteId: string;
  /** One wish at a time: what comes of two is only known where both are watched. */
  busy: boolean;
}

let operations = 0;

/** Asks for all sorts of things as an app back end would, and knows what it was promised. */
export function startLoad(options: LoadOptions): Load {
  const { random, clients, perSecond, wishes = Infinity, mix = EVERYDAY } = options;
  const shared = { known: [], granted: [] };
  const actions = Object.entries(mix) as [keyof Mix, number][];
  let stopped = false;
  let begun = 0;
  const startedAt = performance.now();
  const client = async (number: number): Promise<void> => {
    const state: State = { ...options, ...shared, random: random.fork(String(number)) };
    while (!stopped && begun < wishes) {
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
  /** Some of what was acknowledged, to ask for it again. */
  granted: { wish: Wish; reply: Reply }[];
}

const ACTIONS: Record<keyof Mix, (state: State) => Promise<void>> = {
  save: saveOne,
  async edit(state) {
    await onKnown(state, async (workout) => {
      const reply = await fulfil(state, editOf(state, workout));
      if (reply.outcome === 'ok') workout.revision = reply.revision!;
    });
  },
  async race(state) {
    await onKnown(state, async (workout) => {
      const edits = [editOf(state, workout), editOf(state, workout)];
      const replies = await Promise.all(edits.map((edit) => fulfil(state, edit)));
      const winner = replies.find((reply) => reply.outcome === 'ok');
      if (winner) workout.revision = winner.revision!;
    });
  },
  async delete(state) {
    await onKnown(state, async (workout) => {
      const wish = {
        ...newWish(state, 'delete', workout.athleteId),
        workoutId: workout.id,
        ifMatch: workout.revision,
      };
      const reply = await fulfil(state, wish);
      if (reply.outcome === 'ok') state.known.splice(state.known.indexOf(workout), 1);
    });
  },
  async upload(state) {
    await fulfil(state, uploadOf(state, anAthlete(state)));
  },
  async repeat(state) {
    if (state.granted.length === 0) return saveOne(state);
    const { wish } = state.random.pick(state.granted);
    await state.requester.fulfil(wish);
  },
  async import(state) {
    const { random } = state;
    const lines = Array.from({ length: 1 + random.integer(MOST_LINES) }, () =>
      aWorkout(random, `${state.name}-imported-${random.integer(IMPORTED_ATHLETES)}`),
    );
    await state.requester.fulfil({ ...newWish(state, 'import', ''), body: { lines } });
  },
  async report(state) {
    const { known, random } = state;
    if (known.length === 0) return saveOne(state);
    await state.requester.fulfil(reportOf(state, random.pick(known).athleteId));
  },
  async erase(state) {
    const { requester, random } = state;
    const erasure = newWish(state, 'erase', '');
    const athleteId = `${state.name}-erased-${erasure.operation}`;
    for (let saves = 0; saves < 3; saves += 1)
      await requester.fulfil({ ...newWish(state, 'save', athleteId), body: aWorkout(random, athleteId) });
    await requester.fulfil(uploadOf(state, athleteId));
    await requester.fulfil(reportOf(state, athleteId));
    await requester.fulfil({ ...erasure, athleteId });
  },
};

const MOST_LINES = 30;
/** Athletes of their own: what an imported workout earns raises no event, and the others' events are compared. */
const IMPORTED_ATHLETES = 10;

const reportOf = (state: State, athleteId: string): Wish => ({
  ...newWish(state, 'report', athleteId),
  body: { month: aMonth(state.random) },
});

function uploadOf(state: State, athleteId: string): Wish {
  const file = aRecording(state.random);
  const key = createHash('sha256')
    .update(athleteId + file)
    .digest('hex');
  return { ...newWish(state, 'upload', athleteId), key, body: { file } };
}

async function saveOne(state: State): Promise<void> {
  const athleteId = anAthlete(state);
  const wish = { ...newWish(state, 'save', athleteId), body: aWorkout(state.random, athleteId) };
  const reply = await fulfil(state, wish);
  if (reply.outcome !== 'ok') return;
  // Before anybody may edit or delete it: what the 202 promised is looked at, and the same is asked once more.
  if (state.random.chance(LOOKED_AT)) await state.requester.look(reply.id!);
  if (state.random.chance(REPEATED)) await state.requester.fulfil(wish);
  state.known.push({ id: reply.id!, revision: reply.revision!, athleteId, busy: false });
}

const LOOKED_AT = 0.2;
const REPEATED = 0.05;
const MOST_REMEMBERED = 200;

async function fulfil(state: State, wish: Wish): Promise<Reply> {
  const reply = await state.requester.fulfil(wish);
  if (reply.outcome === 'ok' && wish.kind !== 'save') remember(state, { wish, reply });
  return reply;
}

/** A save is not repeated on purpose: once its workout is deleted, its key is answered 410. */
function remember({ granted, random }: State, grant: { wish: Wish; reply: Reply }): void {
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

const editOf = (state: State, { id, revision, athleteId }: KnownWorkout): Wish => ({
  ...newWish(state, 'edit', athleteId),
  workoutId: id,
  ifMatch: revision,
  body: aChange(state.random),
});

function newWish({ name }: State, kind: Wish['kind'], athleteId: string) {
  operations += 1;
  return { operation: operations, kind, athleteId, key: `${name}-${operations}` };
}

const anAthlete = ({ name, athletes, random }: State): string => `${name}-${random.integer(athletes)}`;

function choose<K>(random: Random, weighted: readonly [K, number][]): K {
  let left = random.next() * weighted.reduce((sum, [, weight]) => sum + weight, 0);
  for (const [kind, weight] of weighted) if ((left -= weight) < 0) return kind;
  return weighted[0]![0];
}
