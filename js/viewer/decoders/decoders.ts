/**
 * Decoders of compressed geometry and textures. Each is had with the first file that asks for it,
 * and kept for the page; it works in workers, from Blob URLs, so that it needs no network.
 */

import basisScript from "package-file:three/addons/libs/basis/basis_transcoder.js";
import basisWasm from "package-file:three/addons/libs/basis/basis_transcoder.wasm";
import dracoWasm from "package-file:three/addons/libs/draco/gltf/draco_decoder.wasm";
import dracoScript from "package-file:three/addons/libs/draco/gltf/draco_wasm_wrapper.js";
import meshoptModule from "package-file:three/addons/libs/meshopt_decoder.module.js";
import { LoadingManager, type WebGLRenderer } from "three";
import { DRACOLoader } from "three/addons/loaders/DRACOLoader.js";
import type { GLTFLoader } from "three/addons/loaders/GLTFLoader.js";
import { KTX2Loader } from "three/addons/loaders/KTX2Loader.js";
import { packageFile } from "../../package-files";

const WORKERS = 2;

const SCRIPT = "text/javascript";
const WASM = "application/wasm";

type Equip = (loader: GLTFLoader, webgl: WebGLRenderer) => Promise<void>;

/** What a loader needs for an extension. */
const EQUIPMENT: [extensions: string[], equip: Equip][] = [
  [
    ["KHR_draco_mesh_compression"],
    async (loader) => {
      loader.setDRACOLoader(await draco());
    },
  ],
  [
    ["EXT_meshopt_compression", "KHR_meshopt_compression"],
    async (loader) => {
      loader.setMeshoptDecoder(await meshopt());
    },
  ],
  [
    ["KHR_texture_basisu"],
    async (loader, webgl) => {
      loader.setKTX2Loader((await basis()).detectSupport(webgl));
    },
  ],
];

/** Give a loader the decoders for these extensions. */
export async function equip(
  loader: GLTFLoader,
  extensions: ReadonlySet<string>,
  webgl: WebGLRenderer,
): Promise<void> {
  const needed = EQUIPMENT.filter(([names]) => names.some((name) => extensions.has(name)));
  await Promise.all(needed.map(([, give]) => give(loader, webgl)));
}

const draco = once(async () => {
  const [js, wasm] = await Promise.all([url(dracoScript, SCRIPT), url(dracoWasm, WASM)]);
  return new DRACOLoader().setDecoderPath({ js, wasm }).setWorkerLimit(WORKERS);
});

const meshopt = once(async () => {
  const address = await url(meshoptModule, SCRIPT);
  const { MeshoptDecoder } = await import(/* @vite-ignore */ address);
  await MeshoptDecoder.ready;
  MeshoptDecoder.useWorkers(WORKERS);
  return MeshoptDecoder;
});

const basis = once(async () => {
  const [js, wasm] = await Promise.all([url(basisScript, SCRIPT), url(basisWasm, WASM)]);
  // It knows its files by name only.
  const manager = new LoadingManager().setURLModifier((name) => {
    if (name.endsWith("basis_transcoder.js")) return js;
    if (name.endsWith("basis_transcoder.wasm")) return wasm;
    return name;
  });
  return new KTX2Loader(manager).setTranscoderPath("/").setWorkerLimit(WORKERS);
});

/** Made when it is first asked for; after a failure, asked for again. */
function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | null = null;
  return () => {
    made ??= make().catch((error) => {
      made = null;
      throw error;
    });
    return made;
  };
}

async function url(address: string, type: string): Promise<string> {
  return URL.createObjectURL(new Blob([await packageFile(address)], { type }));
}
