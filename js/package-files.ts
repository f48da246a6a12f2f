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
