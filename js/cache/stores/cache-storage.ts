/** Bytes in CacheStorage: one Cache per namespace; its entries tell their length and age in their headers. */

import { storeTexts } from "../texts";
import type { ByteStore } from "./byte-store";

const STORED_AT = "X-Stored-At";

/**
 * Keys are resolved against the root of the origin, and not against the document as the Cache API would:
 * JupyterLab rewrites the document's address as notebooks are opened, and the same key would then name
 * another entry. The Cache API takes HTTP addresses only, so that a page of another scheme (a VS Code
 * webview) gets an origin that can never exist.
 */
const root = () => (/^https?:/.test(location.origin) ? location.origin : "https://cache.invalid");

/** The characters of an ISO 8601 date are legal in a path and stay as they are, to be read in DevTools. */
function toUrl(key: string): string {
  return `${root()}/${encodeURIComponent(key).replaceAll("%3A", ":").replaceAll("%2B", "+")}`;
}

function toKey(url: string): string {
  return decodeURIComponent(url.slice(root().length + 1));
}

export async function openCacheStorage(namespace: string): Promise<ByteStore> {
  if (!("caches" in globalThis)) throw new Error(storeTexts.noCaches);
  // Opened anew each time: a Cache that was opened before the user cleared the site's data is dead.
  const open = () => caches.open(namespace);
  await open();

  return {
    name: "CacheStorage",

    async get(key) {
      const cache = await open();
      const response = await cache.match(toUrl(key));
      if (!response) return null;
      const blob = await response.blob();
      if (blob.size === Number(response.headers.get("Content-Length"))) return blob;
      await cache.delete(toUrl(key));
      return null;
    },

    async put(key, blob, contentType) {
      const headers = {
        "Content-Type": contentType,
        "Content-Length": String(blob.size),
        [STORED_AT]: String(Date.now()),
      };
      await (await open()).put(toUrl(key), new Response(blob, { headers }));
    },

    async delete(key) {
      await (await open()).delete(toUrl(key));
    },

    async keys() {
      const cache = await open();
      const aged = await Promise.all(
        (await cache.keys()).map(async ({ url }) => {
          const response = await cache.match(url);
          // An open body holds its entry's space until it is collected, even once deleted.
          await response?.body?.cancel();
          return { key: toKey(url), storedAt: Number(response?.headers.get(STORED_AT)) };
        }),
      );
      return aged.sort((a, b) => a.storedAt - b.storedAt).map(({ key }) => key);
    },

    async clear() {
      // Entry by entry, because a Cache that is deleted whole holds its space until it is collected.
      const cache = await open();
      await Promise.all((await cache.keys()).map((request) => cache.delete(request)));
      await caches.delete(namespace);
    },
  };
}
