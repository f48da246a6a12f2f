/**
 * Keeps a store's failures away from what is shown.
 *
 * A cache that cannot be read is a miss, and one that cannot be written is passed over: the reason goes
 * to the storage report. A full store gives up its oldest entries first. Deleting and clearing still
 * reject, because whoever asked for them must not be told that the bytes are gone when they are not.
 */

import { storeTexts } from "../texts";
import type { ByteStore, ByteStoreName } from "./byte-store";

export class GuardedStore implements ByteStore {
  readonly name: ByteStoreName;
  readonly #store: ByteStore;
  readonly #onTrouble: (trouble: string) => void;

  constructor(store: ByteStore, onTrouble: (trouble: string) => void) {
    this.name = store.name;
    this.#store = store;
    this.#onTrouble = onTrouble;
  }

  async get(key: string): Promise<Blob | null> {
    try {
      return await this.#store.get(key);
    } catch (error) {
      this.#onTrouble(storeTexts.reading(key, error));
      return null;
    }
  }

  async put(key: string, blob: Blob, contentType: string): Promise<void> {
    try {
      while (!(await this.#fits(key, blob, contentType))) {
        await this.#evictOldest();
      }
    } catch (error) {
      this.#onTrouble(storeTexts.storing(key, blob.size, error));
    }
  }

  delete(key: string): Promise<void> {
    return this.#store.delete(key);
  }

  keys(): Promise<string[]> {
    return this.#store.keys();
  }

  clear(): Promise<void> {
    return this.#store.clear();
  }

  async #fits(key: string, blob: Blob, contentType: string): Promise<boolean> {
    try {
      await this.#store.put(key, blob, contentType);
      return true;
    } catch (error) {
      if (!isQuotaError(error)) throw error;
      return false;
    }
  }

  async #evictOldest(): Promise<void> {
    const [oldest] = await this.#store.keys();
    if (oldest === undefined) throw new Error(storeTexts.full);
    await this.#store.delete(oldest);
  }
}

export function isQuotaError(error: unknown): boolean {
  return error instanceof DOMException && error.name === "QuotaExceededError";
}
