/**
 * What a file may have from elsewhere. A file comes from anybody, and whoever it asks would learn of the
 * person who looks at it: so only what it holds itself, and, where it was had from the web, what lies
 * beside it there.
 */

const SCHEME = /^[a-z][a-z0-9+.-]*:/i;
const DATA = /^data:[^,]*?(;base64)?,/i;

/** Bytes in a `data:` address; null where it is none. */
export function bytesWithin(uri: string): Uint8Array<ArrayBuffer> | null {
  const head = DATA.exec(uri);
  if (!head) return null;
  try {
    const text = decodeURIComponent(uri.slice(head[0].length));
    if (!head[1]) return new TextEncoder().encode(text);
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  } catch {
    return null;
  }
}

/** The way to a folder above, or what a server may take for one. */
const WAY_OUT = /(^|[\\/])\.\.([\\/]|$)|[\\\0]/;

/** Address of what lies in the folder of a file on the web, or below; null for everything else. */
export function besides(uri: string, source: string): string | null {
  if (SCHEME.test(uri) || /^([\\/?#]|$)/.test(uri) || !/^https?:/i.test(source)) return null;
  if (leadsOut(uri) || !URL.canParse(uri, source)) return null;
  const folder = new URL(".", source);
  const found = new URL(uri, source);
  found.hash = "";
  const within =
    found.origin === folder.origin &&
    found.pathname.startsWith(folder.pathname) &&
    found.pathname !== folder.pathname;
  return within ? found.href : null;
}

/** Whether a path leads out of its folder, however often a server decodes it. */
function leadsOut(uri: string): boolean {
  let [path = ""] = uri.split(/[?#]/);
  for (;;) {
    if (WAY_OUT.test(path)) return true;
    let decoded: string;
    try {
      decoded = decodeURIComponent(path);
    } catch {
      return true;
    }
    if (decoded === path) return false;
    path = decoded;
  }
}

/** A file on the web, without the page's cookies. */
export async function fetchBeside(address: string, signal: AbortSignal): Promise<ArrayBuffer> {
  const answer = await fetch(address, {
    credentials: "omit",
    referrerPolicy: "no-referrer",
    redirect: "error",
    signal,
  });
  if (!answer.ok) throw new Error(`${answer.status} ${answer.statusText}`);
  return answer.arrayBuffer();
}
