/** Files of this package that are had when they are needed: the decoders. */

import { withResolvers } from "./with-resolvers";

/** Has the bytes of a digest from wherever the module itself came from, checked. */
export type PackageFileSource = (sha256: string) => Promise<ArrayBuffer>;

let source: PackageFileSource | null = null;

/** Tell where files are to be had from; the widget that was shown last is asked. */
export function setPackageFileSource(from: PackageFileSource): void {
  source = from;
}

/** The bytes at an address that was imported from `package-file:…`. */
export async function packageFile(address: string): Promise<ArrayBuffer> {
  const digest = /^sha256:([0-9a-f]{64})$/.exec(address)?.[1];
  if (!digest) return (await fetch(address)).arrayBuffer();
  if (!source) throw new Error("There is no widget to have the decoder from.");
  return source(digest);
}

/** What such a script calls the module that it makes: `vite.package-files.ts`. */
const NAME = "prodwidgetModule";

const modules = new Map<string, Promise<unknown>>();

/** The module at such an address; what failed is tried again by whoever asks next. */
export function packageModule(address: string): Promise<unknown> {
  let loading = modules.get(address);
  if (!loading) {
    loading = importModule(address);
    modules.set(address, loading);
    loading.catch(() => modules.delete(address));
  }
  return loading;
}

/** A script that the page's policy refuses tells nobody. */
const INLINE_MILLISECONDS = 10_000;

async function importModule(address: string): Promise<unknown> {
  const script = await new Response(await packageFile(address)).text();
  const text = `${script}\nexport default ${NAME};`;
  const url = URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
  try {
    return (await import(/* @vite-ignore */ url)).default;
  } catch (error) {
    return runInline(script, error);
  } finally {
    URL.revokeObjectURL(url);
  }
}

/** As the loader does it: the policy of a VS Code webview allows no modules from blobs. */
function runInline(text: string, reason: unknown): Promise<unknown> {
  const { promise, resolve, reject } = withResolvers<unknown>();
  const page = globalThis as { [NAME]?: (module: unknown) => void };
  const script = document.createElement("script");
  page[NAME] = resolve;
  script.type = "module";
  script.textContent = `const take = globalThis.${NAME};\n${text}\ntake(${NAME});`;
  document.head.append(script);
  const timer = window.setTimeout(() => reject(reason), INLINE_MILLISECONDS);
  return promise.finally(() => {
    clearTimeout(timer);
    delete page[NAME];
    script.remove();
  });
}
