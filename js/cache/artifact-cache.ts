/** Files by iteration: from the browser's store where they are there, else fetched, checked and stored. */

import { SharedTask } from "../shared-task";
import { lendBlobUrl } from "./blob-urls";
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
import { byteStoreOnDemand } from "./ladder";
import type { ByteStore, ByteStoreName } from "./stores/byte-store";

export interface GetOptions {
  signal?: AbortSignal | undefined;
  /** Called while bytes arrive; never for a file that was in the store. */
  onProgress?: ProgressListener | undefined;
  /** Bytes, where known. */
  size?: number | undefined;
  /** Hexadecimal, where known. */
  sha256?: string | undefined;
  channel?: BlobChannel | undefined;
}

export interface LookUpCounts {
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
  /** False once the file was cleared: the bytes are still answered, and no longer stored. */
  keep: boolean;
}

/** One namespace: the files of one kind, by the iteration that they belong to. */
export class ArtifactCache {
  readonly #prefix: string;
  readonly #store: () => Promise<ByteStore>;
  #storeName: ByteStoreName | null = null;
  readonly #flights = new Map<string, Flight>();
  /** Writes under way: nobody waits for one to have the file, only to look in the store. */
  readonly #writes = new Map<string, Promise<void>>();
  /** The digest that each entry was checked against since the page was opened, by key. */
  readonly #checkedDigests = new Map<string, string>();
  readonly #counts = { hits: 0, misses: 0, networkFetches: 0, channelFetches: 0 };

  /** An iteration's key is the prefix, an underscore and its id. */
  constructor(namespace: string, prefix: string) {
    this.#prefix = prefix;
    this.#store = byteStoreOnDemand(namespace);
  }

  get counts(): LookUpCounts {
    return { ...this.#counts, store: this.#storeName };
  }

  /** A blob URL of the bytes, the caller's own: see `blob-urls.ts`. Else as `get`. */
  async getUrl(iterationId: string, remoteUrl: string, options: GetOptions = {}): Promise<string> {
    return lendBlobUrl(await this.get(iterationId, remoteUrl, options));
  }

  /**
   * The bytes. Concurrent calls for one iteration share one fetch. Rejects with a `ModelFetchError`.
   */
  async get(iterationId: string, remoteUrl: string, options: GetOptions = {}): Promise<Blob> {
    const { signal, onProgress } = options;
    if (signal?.aborted) throw abortedError(signal.reason);

    const flight = this.#joinableFlight(this.#keyOf(iterationId), remoteUrl, options);
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

  async clear(iterationId: string): Promise<void> {
    const key = this.#keyOf(iterationId);
    const store = await this.#openStore();
    await this.#forget(key);
    await store.delete(key);
  }

  async clearAll(): Promise<void> {
    const store = await this.#openStore();
    const keys = [...this.#flights.keys(), ...this.#writes.keys()];
    await Promise.all(keys.map((key) => this.#forget(key)));
    this.#checkedDigests.clear();
    await store.clear();
  }

  async has(iterationId: string): Promise<boolean> {
    const key = this.#keyOf(iterationId);
    const store = await this.#openStore();
    await this.#writes.get(key);
    return (await store.get(key)) !== null;
  }

  #keyOf(iterationId: string): string {
    return `${this.#prefix}_${iterationId}`;
  }

  async #openStore(): Promise<ByteStore> {
    const store = await this.#store();
    this.#storeName = store.name;
    return store;
  }

  #joinableFlight(key: string, url: string, options: GetOptions): Flight {
    const current = this.#flights.get(key);
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
        this.#load(key, flight, signal).finally(() => {
          if (this.#flights.get(key) === flight) this.#flights.delete(key);
        }),
      ),
    };
    this.#flights.set(key, flight);
    return flight;
  }

  async #load(key: string, flight: Flight, signal: AbortSignal): Promise<Blob> {
    const { wanted } = flight;
    const store = await this.#openStore();
    await this.#writes.get(key);
    const stored = await store.get(key);
    if (stored && (await this.#isSound(key, stored, wanted))) {
      this.#counts.hits += 1;
      return stored;
    }
    this.#counts.misses += 1;
    // A failed deletion is no reason to fail: the entry is overwritten below.
    if (stored) await store.delete(key).catch(() => {});

    const blob = await download(wanted, {
      signal,
      onProgress: (loaded, total) => tell(flight.listeners, loaded, total),
      onAsked: (source) => {
        this.#counts[source === "network" ? "networkFetches" : "channelFetches"] += 1;
      },
    });
    if (flight.keep) {
      if (wanted.sha256) this.#checkedDigests.set(key, wanted.sha256);
      const write = store.put(key, blob, blob.type || MODEL_MEDIA_TYPE).finally(() => {
        if (this.#writes.get(key) === write) this.#writes.delete(key);
      });
      this.#writes.set(key, write);
    }
    return blob;
  }

  /** The digest is computed once per page: a large model takes a noticeable time. */
  async #isSound(key: string, stored: Blob, { size, sha256 }: Wanted): Promise<boolean> {
    const known = sha256 !== undefined && this.#checkedDigests.get(key) === sha256;
    if ((await defectOf(stored, { size, sha256: known ? undefined : sha256 })) !== null)
      return false;
    if (sha256) this.#checkedDigests.set(key, sha256);
    return true;
  }

  /** Lets a fetch that is under way finish for those who wait, without a trace in the store. */
  async #forget(key: string): Promise<void> {
    this.#checkedDigests.delete(key);
    const flight = this.#flights.get(key);
    if (flight) flight.keep = false;
    this.#flights.delete(key);
    await this.#writes.get(key);
  }
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
