/**
 * Decoders of compressed geometry and textures. Each is had with the first file that asks for it,
 * and kept for the page; it works in workers, from Blob URLs, so that it needs no network.
 */

import basisScript from "package-file:three/addons/libs/basis/basis_transcoder.js";
import basisWasm from "package-file:three/addons/libs/basis/basis_transcoder.wasm";
import dracoWasm from "package-file:three/addons/libs/draco/gltf/draco_decoder.wasm";
import dracoScript from "package-file:three/addons/libs/draco/gltf/draco_wasm_wrapper.js";
import meshoptModule from "package-file:three/addons/libs/meshopt_decoder.module.js";
import { LoadingManager, type Texture, type WebGLRenderer } from "three";
import { DRACOLoader } from "three/addons/loaders/DRACOLoader.js";
import type { GLTFLoader } from "three/addons/loaders/GLTFLoader.js";
import { KTX2Loader } from "three/addons/loaders/KTX2Loader.js";
import { packageFile } from "../../package-files";

const WORKERS = 2;

const SCRIPT = "text/javascript";
const WASM = "application/wasm";

type Equip = (loader: GLTFLoader) => Promise<void>;

/** What a loader needs for an extension. */
const EQUIPMENT: [extensions: string[], equip: Equip][] = [
  [
    ["KHR_draco_mesh_compression"],
    async (loader) => {
      loader.setDRACOLoader(await draco.get());
    },
  ],
  [
    ["EXT_meshopt_compression", "KHR_meshopt_compression"],
    async (loader) => {
      loader.setMeshoptDecoder(await meshopt.get());
    },
  ],
];

/** Give a loader the decoders for these extensions. */
export async function equip(loader: GLTFLoader, extensions: ReadonlySet<string>): Promise<void> {
  const needed = EQUIPMENT.filter(([names]) => names.some((name) => extensions.has(name)));
  await Promise.all(needed.map(([, give]) => give(loader)));
  if (extensions.has("KHR_texture_basisu")) await basis.get();
}

/** Attempts at a picture: another one, decoded beside it, may have broken the first decoder. */
const ATTEMPTS = 2;

/**
 * A texture from a KTX2 file's bytes. A decoder that fails is not asked again: what it holds may be
 * spoilt by what it failed with.
 */
export async function transcode(bytes: Uint8Array, webgl: WebGLRenderer): Promise<Texture> {
  let failure: unknown;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const decoder = await basis.get();
    decoder.busy++;
    try {
      const { loader } = decoder;
      loader.detectSupport(webgl);
      // It takes the bytes away.
      const { buffer } = bytes.slice();
      return await new Promise<Texture>((resolve, reject) => loader.parse(buffer, resolve, reject));
    } catch (error) {
      failure = error;
      basis.forget(decoder);
    } finally {
      if (--decoder.busy === 0 && !basis.keeps(decoder)) decoder.loader.dispose();
    }
  }
  throw failure;
}

interface TextureDecoder {
  loader: KTX2Loader;
  /** Pictures that it is asked for now. */
  busy: number;
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

const basis = once(async (): Promise<TextureDecoder> => {
  const [js, wasm] = await Promise.all([url(basisScript, SCRIPT), url(basisWasm, WASM)]);
  // It knows its files by name only.
  const manager = new LoadingManager().setURLModifier((name) => {
    if (name.endsWith("basis_transcoder.js")) return js;
    if (name.endsWith("basis_transcoder.wasm")) return wasm;
    return name;
  });
  const loader = new KTX2Loader(manager).setTranscoderPath("/").setWorkerLimit(WORKERS);
  return { loader, busy: 0 };
});

/** Made when it is first asked for; after a failure, or once it is forgotten, made again. */
function once<T>(make: () => Promise<T>) {
  let made: Promise<T> | null = null;
  let kept: T | null = null;
  return {
    get(): Promise<T> {
      made ??= make().then(
        (it) => {
          kept = it;
          return it;
        },
        (error) => {
          made = null;
          throw error;
        },
      );
      return made;
    },
    keeps: (it: T) => kept === it,
    forget(it: T): void {
      if (kept !== it) return;
      made = null;
      kept = null;
    },
  };
}

async function url(address: string, type: string): Promise<string> {
  return URL.createObjectURL(new Blob([await packageFile(address)], { type }));
}
