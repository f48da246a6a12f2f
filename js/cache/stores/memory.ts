/** Bytes in memory, which live as long as the page; bounded, so that a long session does not exhaust the tab. */

import { storeTexts } from "../texts";
import type { ByteStore } from "./byte-store";

const DEFAULT_LIMIT = 256 * 1024 * 1024;

export function openMemory(limit = DEFAULT_LIMIT): ByteStore {
  const entries = new Map<string, Blob>();

  return {
    name: "memory",

    async get(key) {
      return entries.get(key) ?? null;
    },

    async put(key, blob, contentType) {
      if (blob.size > limit) throw new RangeError(storeTexts.tooLarge(limit));
      // Removed first, so that the entry goes to the young end of the map.
      entries.delete(key);
      const used = [...entries.values()].reduce((sum, entry) => sum + entry.size, 0);
      if (used + blob.size > limit) {
        throw new DOMException(storeTexts.memoryFull, "QuotaExceededError");
      }
      entries.set(key, blob.type === contentType ? blob : blob.slice(0, blob.size, contentType));
    },

    async delete(key) {
      entries.delete(key);
    },

    async keys() {
      return [...entries.keys()];
    },

    async clear() {
      entries.clear();
    },
  };
}
