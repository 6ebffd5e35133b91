import type { WorkoutSubmission } from './contract.ts';

/** A save that was asked for and whose answer is not definite yet. */
export interface PendingSave {
  /** The Idempotency-Key of every try. */
  key: string;
  /** When it was asked for: RFC 3339, in UTC. */
  savedAt: string;
  submission: WorkoutSubmission;
}

/**
 * Where saves wait for their answer. `put` must not return before the save would outlive the app. Several clients may
 * share one: they then may send the same save, which does no harm, since its key is the same.
 */
export interface SaveStore {
  put(save: PendingSave): void | Promise<void>;
  /** Of a key that is not there: nothing happens. */
  delete(key: string): void | Promise<void>;
  list(): readonly PendingSave[] | Promise<readonly PendingSave[]>;
}

/** Keeps saves for as long as the process lives. */
export class MemoryStore implements SaveStore {
  readonly #saves = new Map<string, PendingSave>();

  put(save: PendingSave): void {
    this.#saves.set(save.key, save);
  }
  delete(key: string): void {
    this.#saves.delete(key);
  }
  list(): PendingSave[] {
    return [...this.#saves.values()];
  }
}

/** What is used of a browser's `Storage`. */
export interface WebStorage {
  readonly length: number;
  key(index: number): string | null;
  getItem(name: string): string | null;
  setItem(name: string, value: string): void;
  removeItem(name: string): void;
}

/**
 * Keeps saves in `localStorage`, one entry each. Another prefix keeps another service's or another athlete's saves apart.
 */
export function createWebStorageStore(
  storage: WebStorage,
  { prefix = 'afterburn.save.' }: { prefix?: string } = {},
): SaveStore {
  return {
    put: (save) => storage.setItem(prefix + save.key, JSON.stringify(save)),
    delete: (key) => storage.removeItem(prefix + key),
    list: () =>
      namesIn(storage)
        .filter((name) => name.startsWith(prefix))
        .flatMap((name) => readSave(storage.getItem(name))),
  };
}

const namesIn = (storage: WebStorage): string[] =>
  Array.from({ length: storage.length }, (_, index) => storage.key(index) ?? '');

/** What somebody else left under our prefix stands in nobody's way. */
function readSave(text: string | null): PendingSave[] {
  try {
    const save = JSON.parse(text ?? 'null') as PendingSave | null;
    return save?.key && save.submission ? [save] : [];
  } catch {
    return [];
  }
}
