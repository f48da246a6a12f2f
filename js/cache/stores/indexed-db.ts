/** Bytes in IndexedDB: one database per namespace. */

import { storeTexts } from "../texts";
import type { ByteStore } from "./byte-store";

interface Entry {
  key: string;
  /** Not a Blob: WebKit's private windows refuse to store those. */
  bytes: ArrayBuffer;
  size: number;
  contentType: string;
  storedAt: number;
}

const ENTRIES = "entries";
const BY_AGE = "storedAt";

export async function openIndexedDb(namespace: string): Promise<ByteStore> {
  if (!("indexedDB" in globalThis)) throw new Error(storeTexts.noIndexedDb);

  let connection: Promise<IDBDatabase> | null = null;
  const disconnect = () => {
    connection = null;
  };
  // Connected again after a loss, as when the user clears the site's data while the page is open.
  const connect = () => {
    connection ??= openDatabase(namespace, disconnect);
    connection.catch(disconnect);
    return connection;
  };
  await connect();

  async function transact<T>(
    mode: IDBTransactionMode,
    work: (entries: IDBObjectStore) => IDBRequest<T>,
  ): Promise<T> {
    const transaction = (await connect()).transaction(ENTRIES, mode);
    return new Promise((resolve, reject) => {
      const request = work(transaction.objectStore(ENTRIES));
      // A write that does not fit is told when the transaction ends, after its request succeeded.
      transaction.oncomplete = () => resolve(request.result);
      transaction.onabort = () => reject(transaction.error ?? request.error);
    });
  }

  return {
    name: "IndexedDB",

    async get(key) {
      const entry = await transact<Entry | undefined>("readonly", (entries) => entries.get(key));
      if (!entry) return null;
      if (entry.bytes.byteLength === entry.size) {
        return new Blob([entry.bytes], { type: entry.contentType });
      }
      await transact("readwrite", (entries) => entries.delete(key));
      return null;
    },

    async put(key, blob, contentType) {
      const bytes = await blob.arrayBuffer();
      const entry: Entry = { key, bytes, size: blob.size, contentType, storedAt: Date.now() };
      await transact("readwrite", (entries) => entries.put(entry));
    },

    async delete(key) {
      await transact("readwrite", (entries) => entries.delete(key));
    },

    async keys() {
      const found: string[] = [];
      await transact("readonly", (entries) => {
        // A key cursor, because `getAll` on the index would load every entry's bytes.
        const request = entries.index(BY_AGE).openKeyCursor();
        request.onsuccess = () => {
          const cursor = request.result;
          if (!cursor) return;
          found.push(String(cursor.primaryKey));
          cursor.continue();
        };
        return request;
      });
      return found;
    },

    async clear() {
      await transact("readwrite", (entries) => entries.clear());
    },
  };
}

function openDatabase(name: string, onLost: () => void): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(name, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore(ENTRIES, { keyPath: "key" }).createIndex(BY_AGE, BY_AGE);
    };
    request.onerror = () => reject(request.error);
    request.onsuccess = () => {
      const database = request.result;
      database.onclose = onLost;
      // Another page wants to delete or upgrade the database, and waits for this one to let go.
      database.onversionchange = () => {
        database.close();
        onLost();
      };
      resolve(database);
    };
  });
}
