/** Filtered lights, which take a second to work out where there is no GPU; one entry a lighting. */

import { byteStoreOnDemand } from "./ladder";

const openStore = byteStoreOnDemand("product-lights");

/** The texels that were put for this lighting under this version of it. */
export async function getLighting(name: string, version: string): Promise<ArrayBuffer | null> {
  const blob = await (await openStore()).get(keyOf(name, version));
  return blob ? blob.arrayBuffer() : null;
}

/** Never rejects: what cannot be kept is worked out again. Other versions are dropped. */
export async function putLighting(
  name: string,
  version: string,
  texels: ArrayBuffer,
): Promise<void> {
  const store = await openStore();
  const key = keyOf(name, version);
  const old = (await store.keys()).filter((each) => each.startsWith(`${name}_`) && each !== key);
  await Promise.all(old.map((each) => store.delete(each)));
  await store.put(key, new Blob([texels]), "application/octet-stream");
}

function keyOf(name: string, version: string): string {
  return `${name}_${version}`;
}
