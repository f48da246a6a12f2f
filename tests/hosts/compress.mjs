// Compresses the geometry or the pictures of a GLB: node compress.mjs draco|meshopt|ktx2 FROM TO
import { NodeIO } from "@gltf-transform/core";
import {
  ALL_EXTENSIONS,
  EXTMeshoptCompression,
  KHRDracoMeshCompression,
  KHRTextureBasisu,
} from "@gltf-transform/extensions";
import draco3d from "draco3dgltf";
import { encodeToKTX2 } from "ktx2-encoder";
import { MeshoptEncoder } from "meshoptimizer";

const EXTENSIONS = {
  draco: KHRDracoMeshCompression,
  meshopt: EXTMeshoptCompression,
  ktx2: KHRTextureBasisu,
};
const SIDE = 16;

const [kind, from, to] = process.argv.slice(2);
await MeshoptEncoder.ready;
const io = new NodeIO().registerExtensions(ALL_EXTENSIONS).registerDependencies({
  "draco3d.encoder": await draco3d.createEncoderModule(),
  "meshopt.encoder": MeshoptEncoder,
});
const document = await io.read(from);
document.createExtension(EXTENSIONS[kind]).setRequired(true);
if (kind === "ktx2") {
  // White, which leaves each material's own colour as it is.
  const white = await encodeToKTX2(new Uint8Array(), {
    isUASTC: false,
    enableDebug: false,
    generateMipmap: true,
    imageDecoder: async () => ({
      width: SIDE,
      height: SIDE,
      data: new Uint8Array(SIDE * SIDE * 4).fill(255),
    }),
  });
  const texture = document.createTexture().setMimeType("image/ktx2").setImage(white);
  for (const material of document.getRoot().listMaterials()) material.setBaseColorTexture(texture);
}
await io.write(to, document);
