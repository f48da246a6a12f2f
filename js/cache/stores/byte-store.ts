/** What every store of bytes in the browser can do, whatever it keeps them in. */

export type ByteStoreName = "CacheStorage" | "IndexedDB" | "memory";

export interface ByteStore {
  readonly name: ByteStoreName;
  /** The bytes as they were put, or null where there are none or where they are not whole. */
  get(key: string): Promise<Blob | null>;
  put(key: string, blob: Blob, contentType: string): Promise<void>;
  delete(key: string): Promise<void>;
  /** Oldest first. */
  keys(): Promise<string[]>;
  clear(): Promise<void>;
}
