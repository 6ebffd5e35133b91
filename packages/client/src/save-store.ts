import type { WorkoutSubmission } from './contract.ts';

/** A save that the service has not yet accepted or refused. */
export interface PendingSave {
  /** The Idempotency-Key of all attempts. */
  key: string;
  /** When `save` was called: RFC 3339, in UTC. */
  savedAt: string;
  submission: WorkoutSubmission;
}

/**
 * Stores saves until the service has accepted or refused them. `put` must return only when the save would survive the
 * end of the app. Several clients may share a store. They may send the same save, which is safe, since its key is the
 * same.
 */
export interface SaveStore {
  put(save: PendingSave): void | Promise<void>;
  /** Deletes a save; does nothing for an unknown key. */
  delete(key: string): void | Promise<void>;
  list(): readonly PendingSave[] | Promise<readonly PendingSave[]>;
}

/** Stores saves in memory, until the process ends. */
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

/** The used part of a browser's `Storage`. */
export interface WebStorage {
  readonly length: number;
  key(index: number): string | null;
  getItem(name: string): string | null;
  setItem(name: string, value: string): void;
  removeItem(name: string): void;
}

/** Stores saves in `localStorage`, one entry each. Use another prefix for each service or athlete. */
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

/** Returns the save in an entry; none for entries of other programs. */
function readSave(text: string | null): PendingSave[] {
  try {
    const save = JSON.parse(text ?? 'null') as PendingSave | null;
    return save?.key && save.submission ? [save] : [];
  } catch {
    return [];
  }
}
