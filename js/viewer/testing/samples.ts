/**
 * Small models in each kind of compression, made when they are asked for by the tools that people
 * make such files with.
 *
 *   /samples/draco.glb  /samples/meshopt.glb  /samples/uastc.glb  /samples/etc1s.glb
 *   /samples/plain.glb, and with a picture as the request's body: /samples/webp.glb, and
 *   /samples/shared.glb, in which the picture is what glows as well, by another sampler
 *   /samples/beside.glb, whose bytes are in /samples/beside.bin: for whoever brings no cookies
 */

import type { IncomingMessage } from "node:http";
import { Document, NodeIO } from "@gltf-transform/core";
import {
  ALL_EXTENSIONS,
  EXTMeshoptCompression,
  EXTTextureWebP,
  KHRDracoMeshCompression,
  KHRTextureBasisu,
} from "@gltf-transform/extensions";
import draco3d from "draco3dgltf";
import { encodeToKTX2 } from "ktx2-encoder";
import { MeshoptEncoder } from "meshoptimizer";
import type { Plugin } from "vite";
import { glb, triangleDocument } from "./triangle.ts";

const SIDE = 16;
const CLAMP_TO_EDGE = 33071;

export function samples(): Plugin {
  return {
    name: "samples",
    configureServer({ middlewares }) {
      middlewares.use(async (request, response, next) => {
        if (request.url?.startsWith("/samples/beside.bin")) {
          if (request.headers.cookie) response.statusCode = 403;
          return response.end(Buffer.from(triangleDocument().points.buffer));
        }
        const name = /^\/samples\/(\w+)\.glb/.exec(request.url ?? "")?.[1];
        if (!name) return next();
        try {
          response.setHeader("Content-Type", "model/gltf-binary");
          response.end(await sample(name, await body(request)));
        } catch (error) {
          next(error);
        }
      });
    },
  };
}

/** A red square with a picture on it where the compression is of pictures. */
async function sample(name: string, picture: Uint8Array): Promise<Uint8Array> {
  if (name === "beside") return beside();
  const document = square();
  const texture = () => document.createTexture().setName("red");
  const material = document.getRoot().listMaterials()[0];
  switch (name) {
    case "draco":
      document.createExtension(KHRDracoMeshCompression).setRequired(true);
      break;
    case "meshopt":
      document.createExtension(EXTMeshoptCompression).setRequired(true);
      break;
    case "webp":
      document.createExtension(EXTTextureWebP).setRequired(true);
      material?.setBaseColorTexture(texture().setMimeType("image/webp").setImage(picture));
      break;
    case "shared": {
      const shared = texture().setMimeType("image/webp").setImage(picture);
      document.createExtension(EXTTextureWebP).setRequired(true);
      material?.setBaseColorTexture(shared).setEmissiveTexture(shared).setEmissiveFactor([0, 0, 1]);
      material?.getEmissiveTextureInfo()?.setWrapS(CLAMP_TO_EDGE);
      break;
    }
    case "uastc":
    case "etc1s":
      document.createExtension(KHRTextureBasisu).setRequired(true);
      material?.setBaseColorTexture(
        texture()
          .setMimeType("image/ktx2")
          .setImage(await ktx2(name === "uastc")),
      );
      break;
  }
  const io = new NodeIO().registerExtensions(ALL_EXTENSIONS).registerDependencies({
    "draco3d.encoder": await draco3d.createEncoderModule(),
    "meshopt.encoder": MeshoptEncoder,
  });
  await MeshoptEncoder.ready;
  return io.writeBinary(document);
}

/** A red triangle. */
async function beside(): Promise<Uint8Array> {
  const { document } = triangleDocument();
  document.buffers[0].uri = "beside.bin";
  return new Uint8Array(await glb(JSON.stringify(document)).arrayBuffer());
}

function square(): Document {
  const document = new Document();
  const buffer = document.createBuffer();
  const accessor = (
    type: "VEC2" | "VEC3" | "SCALAR",
    array: Float32Array<ArrayBuffer> | Uint16Array<ArrayBuffer>,
  ) => document.createAccessor().setType(type).setArray(array).setBuffer(buffer);
  const primitive = document
    .createPrimitive()
    .setAttribute(
      "POSITION",
      accessor("VEC3", new Float32Array([0, 0, 0, 1, 0, 0, 1, 1, 0, 0, 1, 0])),
    )
    .setAttribute(
      "NORMAL",
      accessor("VEC3", new Float32Array([0, 0, 1, 0, 0, 1, 0, 0, 1, 0, 0, 1])),
    )
    .setAttribute("TEXCOORD_0", accessor("VEC2", new Float32Array([0, 1, 1, 1, 1, 0, 0, 0])))
    .setIndices(accessor("SCALAR", new Uint16Array([0, 1, 2, 0, 2, 3])))
    .setMaterial(
      document.createMaterial().setBaseColorFactor([1, 0.1, 0.1, 1]).setDoubleSided(true),
    );
  const mesh = document.createMesh().addPrimitive(primitive);
  document.createScene().addChild(document.createNode().setMesh(mesh));
  return document;
}

function ktx2(isUASTC: boolean): Promise<Uint8Array> {
  const data = new Uint8Array(SIDE * SIDE * 4);
  for (let at = 0; at < data.length; at += 4) data.set([255, 255, 255, 255], at);
  return encodeToKTX2(new Uint8Array(), {
    isUASTC,
    enableDebug: false,
    generateMipmap: true,
    needSupercompression: isUASTC,
    imageDecoder: async () => ({ width: SIDE, height: SIDE, data }),
  });
}

async function body(request: IncomingMessage): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return new Uint8Array(Buffer.concat(chunks));
}
