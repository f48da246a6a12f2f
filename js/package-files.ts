/** Files of this package that are had when they are needed: the decoders. */

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

async function importModule(address: string): Promise<unknown> {
  const url = URL.createObjectURL(
    new Blob([await packageFile(address)], { type: "text/javascript" }),
  );
  try {
    return await import(/* @vite-ignore */ url);
  } finally {
    URL.revokeObjectURL(url);
  }
}
