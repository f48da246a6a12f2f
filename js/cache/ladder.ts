/**
 * Opens the best store of bytes that works on this page, and reports which one that is and why.
 *
 * The ladder is CacheStorage, IndexedDB, memory. A notebook front end may run in a sandboxed frame, on
 * plain HTTP or in a private window, and each of them takes rungs away in its own manner (a missing
 * global, a SecurityError, a request that never answers), so that each rung is written to before it is
 * trusted.
 */

import type { ByteStore, ByteStoreName } from "./stores/byte-store";
import { openCacheStorage } from "./stores/cache-storage";
import { GuardedStore, isQuotaError } from "./stores/guarded-store";
import { openIndexedDb } from "./stores/indexed-db";
import { openMemory } from "./stores/memory";
import { storeTexts } from "./texts";

/** How one namespace is stored, for a diagnostics panel. */
export interface StorageReport {
  namespace: string;
  store: ByteStoreName;
  /** The rungs above it that could not be used, and why. */
  skipped: { name: ByteStoreName; reason: string }[];
  /** The last read or write that failed since; the page went on without it. */
  trouble: string | null;
}

type Open = (namespace: string) => Promise<ByteStore>;

const LADDER: [ByteStoreName, Open][] = [
  ["CacheStorage", openCacheStorage],
  ["IndexedDB", openIndexedDb],
];

const PROBE_KEY = "probe";

/** Some browsers leave a storage request unanswered rather than refuse it. */
const PROBE_MILLISECONDS = 3000;

const PROBE_TICKS = 30;

const reports = new Map<string, StorageReport>();

export async function openByteStore(namespace: string): Promise<ByteStore> {
  const skipped: StorageReport["skipped"] = [];
  for (const [name, open] of LADDER) {
    try {
      return report(namespace, await inTime(openAndProbe(open, namespace)), skipped);
    } catch (error) {
      skipped.push({ name, reason: String(error) });
    }
  }
  return report(namespace, openMemory(), skipped);
}

/** A namespace's store, which is opened when it is first asked for. */
export function byteStoreOnDemand(namespace: string): () => Promise<ByteStore> {
  let opening: Promise<ByteStore> | null = null;
  return () => {
    opening ??= openByteStore(namespace);
    return opening;
  };
}

/** What each namespace that was opened is stored in. */
export function storageReport(): StorageReport[] {
  return structuredClone([...reports.values()]);
}

function report(namespace: string, store: ByteStore, skipped: StorageReport["skipped"]): ByteStore {
  const entry: StorageReport = { namespace, store: store.name, skipped, trouble: null };
  reports.set(namespace, entry);
  return new GuardedStore(store, (trouble) => {
    entry.trouble = trouble;
  });
}

async function openAndProbe(open: Open, namespace: string): Promise<ByteStore> {
  const store = await open(namespace);
  try {
    await store.put(PROBE_KEY, new Blob(["probe"]), "text/plain");
  } catch (error) {
    // A full store is a working store: room is made in it when something is put.
    if (!isQuotaError(error)) throw error;
  }
  await store.delete(PROBE_KEY);
  return store;
}

/**
 * The time is counted in ticks, since none pass while the page's thread is busy, as it is for seconds
 * where shaders are compiled on a slow machine: no answer could be heard then either.
 */
async function inTime<T>(work: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setInterval> | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    let ticks = 0;
    timer = setInterval(() => {
      ticks += 1;
      if (ticks < PROBE_TICKS) return;
      reject(new Error(storeTexts.noAnswer(PROBE_MILLISECONDS)));
    }, PROBE_MILLISECONDS / PROBE_TICKS);
  });
  try {
    return await Promise.race([work, tooLate]);
  } finally {
    clearInterval(timer);
  }
}
