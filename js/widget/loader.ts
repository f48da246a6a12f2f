/**
 * What every widget carries as its module: it gets the real one once a page, by digest, from memory,
 * from the browser's cache, or from the kernel, and checks it before it runs.
 */

import type { AnyModel } from "@anywidget/types";
import { loaderTexts } from "./texts";

declare const __MODULE_SHA256__: string;

type Module = typeof import("./widget");

const NAMESPACE = "prodwidget-modules";
const INLINE = "prodwidget-inline-module";
const PATIENCE_MILLISECONDS = 20_000;
/** A script that the page's policy refuses tells nobody. */
const INLINE_MILLISECONDS = 20_000;

const page = globalThis as { [NAMESPACE]?: Map<string, Promise<Module>> };
page[NAMESPACE] ??= new Map();
const modules = page[NAMESPACE];

/** The widget that asked was closed before the answer came, and another one is to ask. */
class Closed extends Error {}

function getModule(model: AnyModel): Promise<Module> {
  const shared = modules.get(__MODULE_SHA256__);
  if (shared) {
    return shared.catch((error) => {
      if (error instanceof Closed) return getModule(model);
      throw error;
    });
  }
  const module = load(model);
  modules.set(__MODULE_SHA256__, module);
  module.catch(() => modules.delete(__MODULE_SHA256__));
  return module;
}

async function load(model: AnyModel): Promise<Module> {
  return run(await getFile(model, __MODULE_SHA256__));
}

async function run(bytes: ArrayBuffer): Promise<Module> {
  const url = URL.createObjectURL(new Blob([bytes], { type: "text/javascript" }));
  try {
    return await import(/* @vite-ignore */ url);
  } catch (error) {
    return runInline(new TextDecoder().decode(bytes), error);
  } finally {
    URL.revokeObjectURL(url);
  }
}

/**
 * The policy of a VS Code webview allows inline scripts and no modules from blobs. The module gives
 * itself to the function under this name.
 */
function runInline(source: string, reason: unknown): Promise<Module> {
  return new Promise((resolve, reject) => {
    const page = globalThis as { [INLINE]?: (module: Module) => void };
    const script = document.createElement("script");
    const end = () => {
      delete page[INLINE];
      script.remove();
      clearTimeout(timer);
    };
    const timer = setTimeout(() => {
      end();
      reject(reason);
    }, INLINE_MILLISECONDS);
    page[INLINE] = (module) => {
      end();
      resolve(module);
    };
    script.type = "module";
    script.textContent = source;
    document.head.append(script);
  });
}

async function getFile(model: AnyModel, sha256: string): Promise<ArrayBuffer> {
  const key = `/${NAMESPACE}/${sha256}`;
  const cache = await openCache();
  const kept = await (await cache?.match(key))?.arrayBuffer();
  if (kept && (await isRight(kept, sha256))) return kept;
  const bytes = await askKernel(model, sha256);
  if (!(await isRight(bytes, sha256))) throw new Error(loaderTexts.damaged);
  await cache?.put(key, new Response(bytes)).catch(() => {});
  return bytes;
}

/** Sandboxed frames throw on `caches`, insecure origins have none. */
async function openCache(): Promise<Cache | null> {
  try {
    return await caches.open(NAMESPACE);
  } catch {
    return null;
  }
}

async function isRight(bytes: ArrayBuffer, sha256: string): Promise<boolean> {
  if (!globalThis.crypto?.subtle) return true;
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  const hex = Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex === sha256;
}

function askKernel(model: AnyModel, sha256: string): Promise<ArrayBuffer> {
  return new Promise((resolve, reject) => {
    const id = `module-${Math.random().toString(36).slice(2)}`;
    let whole: Uint8Array<ArrayBuffer> | null = null;
    let received = 0;
    const listen = (message: Record<string, unknown>, buffers: DataView[]) => {
      const part = buffers?.[0];
      if (message?.id !== id || !part) return;
      whole ??= new Uint8Array(Number(message.total));
      whole.set(
        new Uint8Array(part.buffer, part.byteOffset, part.byteLength),
        Number(message.offset),
      );
      received += part.byteLength;
      if (received === whole.length) {
        end();
        resolve(whole.buffer);
      }
    };
    const timer = setTimeout(() => {
      end();
      reject(new Error(loaderTexts.silent));
    }, PATIENCE_MILLISECONDS);
    const close = () => {
      end();
      reject(new Closed(loaderTexts.closed));
    };
    const end = () => {
      clearTimeout(timer);
      model.off("msg:custom", listen);
      model.off("destroy", close);
    };
    model.on("msg:custom", listen);
    model.on("destroy", close);
    model.send({ type: "module", id, sha256 });
  });
}

export default {
  async render({
    model,
    el,
  }: {
    model: AnyModel;
    el: HTMLElement;
  }): Promise<(() => void) | undefined> {
    try {
      const packageFile = (sha256: string) => getFile(model, sha256);
      return (await getModule(model)).render({ model, el, packageFile });
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      el.textContent = loaderTexts.failed(reason);
      return undefined;
    }
  },
};
