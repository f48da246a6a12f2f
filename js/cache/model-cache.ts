/** Models by iteration: from the browser's store where they are there, else fetched, checked and stored. */

import { SharedTask } from "../shared-task";
import {
  type BlobChannel,
  defectOf,
  download,
  kernelDigest,
  MODEL_MEDIA_TYPE,
  type ProgressListener,
  type Wanted,
} from "./download/model-download";
import { abortedError } from "./download/model-fetch-error";
import { openByteStore } from "./ladder";
import type { ByteStore, ByteStoreName } from "./stores/byte-store";

export type { BlobChannel, ProgressListener } from "./download/model-download";
export { ModelFetchError, type ModelFetchErrorCode } from "./download/model-fetch-error";

export interface GetModelOptions {
  signal?: AbortSignal | undefined;
  /** Called while bytes arrive; never for a model that was in the store. */
  onProgress?: ProgressListener | undefined;
  /** Bytes, where known. */
  size?: number | undefined;
  /** Hexadecimal, where known. */
  sha256?: string | undefined;
  channel?: BlobChannel | undefined;
}

export interface CacheStatistics {
  /** Blob URLs handed out and taken back; `outstanding` is their difference. */
  created: number;
  revoked: number;
  outstanding: number;
  /** Look-ups in the store; callers that share one fetch share one look-up. */
  hits: number;
  misses: number;
  networkFetches: number;
  channelFetches: number;
  /** Null until the first look-up. */
  store: ByteStoreName | null;
}

/** One look-up and fetch, with all who wait for it. */
interface Flight {
  wanted: Wanted;
  listeners: Set<ProgressListener>;
  task: SharedTask<Blob>;
  /** False once the model was cleared: the bytes are still answered, and no longer stored. */
  keep: boolean;
}

const NAMESPACE = "product-models";

let opening: Promise<ByteStore> | null = null;
const flights = new Map<string, Flight>();
/** Writes under way: nobody waits for one to see the model, only to look in the store. */
const writes = new Map<string, Promise<void>>();
/** The digest that each entry was checked against since the page was opened, by key. */
const checkedDigests = new Map<string, string>();
const outstanding = new Set<string>();
const counts = { created: 0, revoked: 0, hits: 0, misses: 0, networkFetches: 0, channelFetches: 0 };
let storeName: ByteStoreName | null = null;

/**
 * A blob URL of the model's bytes. It is the caller's own, to be given to `releaseModelUrl` after use.
 *
 * Concurrent calls for one iteration share one fetch. Rejects with a `ModelFetchError`.
 */
export async function getCachedModelUrl(
  iterationId: string,
  remoteUrl: string,
  options: GetModelOptions = {},
): Promise<string> {
  const blob = await getCachedModel(iterationId, remoteUrl, options);
  const url = URL.createObjectURL(blob);
  outstanding.add(url);
  counts.created += 1;
  return url;
}

/** The model's bytes: as `getCachedModelUrl`, for whoever needs no address. */
export async function getCachedModel(
  iterationId: string,
  remoteUrl: string,
  options: GetModelOptions = {},
): Promise<Blob> {
  const { signal, onProgress } = options;
  if (signal?.aborted) throw abortedError(signal.reason);

  const flight = joinableFlight(keyOf(iterationId), remoteUrl, options);
  // A function of its own, since two callers may give the same one and leave at different times.
  const listener: ProgressListener = (loaded, total) => onProgress?.(loaded, total);
  flight.listeners.add(listener);
  try {
    return await flight.task.join(signal);
  } catch (error) {
    throw signal?.aborted ? abortedError(signal.reason) : error;
  } finally {
    flight.listeners.delete(listener);
  }
}

/** Takes a blob URL back. Giving one back twice does nothing. */
export function releaseModelUrl(url: string): void {
  if (!outstanding.delete(url)) return;
  URL.revokeObjectURL(url);
  counts.revoked += 1;
}

export async function clearCachedModel(iterationId: string): Promise<void> {
  const key = keyOf(iterationId);
  const store = await openStore();
  await forget(key);
  await store.delete(key);
}

export async function clearAllModelCache(): Promise<void> {
  const store = await openStore();
  await Promise.all([...flights.keys(), ...writes.keys()].map(forget));
  checkedDigests.clear();
  await store.clear();
}

export async function isModelCached(iterationId: string): Promise<boolean> {
  const key = keyOf(iterationId);
  const store = await openStore();
  await writes.get(key);
  return (await store.get(key)) !== null;
}

export function cacheStatistics(): CacheStatistics {
  return { ...counts, outstanding: outstanding.size, store: storeName };
}

function keyOf(iterationId: string): string {
  return `model_glb_${iterationId}`;
}

function openStore(): Promise<ByteStore> {
  opening ??= openByteStore(NAMESPACE).then((store) => {
    storeName = store.name;
    return store;
  });
  return opening;
}

function joinableFlight(key: string, url: string, options: GetModelOptions): Flight {
  const current = flights.get(key);
  if (current && !current.task.abandoned) {
    // A later caller may know what the first one did not, such as a way to the kernel.
    current.wanted.size ??= options.size;
    current.wanted.sha256 ??= options.sha256?.toLowerCase();
    current.wanted.channel ??= options.channel;
    return current;
  }

  const wanted: Wanted = {
    url,
    size: options.size,
    sha256: kernelDigest(url) ?? options.sha256?.toLowerCase(),
    channel: options.channel,
  };
  const listeners = new Set<ProgressListener>();
  const flight: Flight = {
    wanted,
    listeners,
    keep: true,
    task: new SharedTask((signal) =>
      load(key, flight, signal).finally(() => {
        if (flights.get(key) === flight) flights.delete(key);
      }),
    ),
  };
  flights.set(key, flight);
  return flight;
}

async function load(key: string, flight: Flight, signal: AbortSignal): Promise<Blob> {
  const { wanted } = flight;
  const store = await openStore();
  await writes.get(key);
  const stored = await store.get(key);
  if (stored && (await isSound(key, stored, wanted))) {
    counts.hits += 1;
    return stored;
  }
  counts.misses += 1;
  // A failed deletion is no reason to fail: the entry is overwritten below.
  if (stored) await store.delete(key).catch(() => {});

  const blob = await download(wanted, {
    signal,
    onProgress: (loaded, total) => tell(flight.listeners, loaded, total),
    onAsked: (source) => {
      counts[source === "network" ? "networkFetches" : "channelFetches"] += 1;
    },
  });
  if (flight.keep) {
    if (wanted.sha256) checkedDigests.set(key, wanted.sha256);
    const write = store.put(key, blob, blob.type || MODEL_MEDIA_TYPE).finally(() => {
      if (writes.get(key) === write) writes.delete(key);
    });
    writes.set(key, write);
  }
  return blob;
}

/** The digest is computed once per page: a large model takes a noticeable time. */
async function isSound(key: string, stored: Blob, { size, sha256 }: Wanted): Promise<boolean> {
  const known = sha256 !== undefined && checkedDigests.get(key) === sha256;
  if ((await defectOf(stored, { size, sha256: known ? undefined : sha256 })) !== null) return false;
  if (sha256) checkedDigests.set(key, sha256);
  return true;
}

function tell(listeners: Set<ProgressListener>, loaded: number, total: number | null): void {
  for (const listener of listeners) {
    try {
      listener(loaded, total);
    } catch (error) {
      // One caller's mistake must not end the fetch that others wait for.
      reportError(error);
    }
  }
}

/** Lets a fetch that is under way finish for those who wait, without a trace in the store. */
async function forget(key: string): Promise<void> {
  checkedDigests.delete(key);
  const flight = flights.get(key);
  if (flight) flight.keep = false;
  flights.delete(key);
  await writes.get(key);
}
