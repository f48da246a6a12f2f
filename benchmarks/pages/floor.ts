/**
 * What no viewer can do without: decode a model's pictures and bring them to the GPU; and have the
 * browser paint that something changed.
 */

import type { MeasuredPage } from "./page";

const GLB_HEADER = 20;
const CHUNK_HEADER = 8;

const gl = new OffscreenCanvas(1, 1).getContext("webgl2") as WebGL2RenderingContext;

/** Milliseconds for one model, as one piece and without anything else going on. */
async function floor(url: string): Promise<number> {
  const glb = await (await fetch(url)).arrayBuffer();
  const began = performance.now();
  const length = new DataView(glb).getUint32(12, true);
  const document = JSON.parse(new TextDecoder().decode(new Uint8Array(glb, GLB_HEADER, length)));
  const pictures: Promise<ImageBitmap>[] = document.images.map(
    ({ bufferView }: { bufferView: number }) => {
      const { byteOffset, byteLength } = document.bufferViews[bufferView];
      const start = GLB_HEADER + length + CHUNK_HEADER + byteOffset;
      return createImageBitmap(new Blob([new Uint8Array(glb, start, byteLength)]), {
        premultiplyAlpha: "none",
        colorSpaceConversion: "none",
      });
    },
  );
  for (const picture of await Promise.all(pictures)) {
    const levels = Math.log2(picture.width) + 1;
    const texture = gl.createTexture();
    gl.bindTexture(gl.TEXTURE_2D, texture);
    gl.texStorage2D(gl.TEXTURE_2D, levels, gl.SRGB8_ALPHA8, picture.width, picture.height);
    gl.texSubImage2D(gl.TEXTURE_2D, 0, 0, 0, gl.RGBA, gl.UNSIGNED_BYTE, picture);
    gl.generateMipmap(gl.TEXTURE_2D);
    gl.finish();
    gl.deleteTexture(texture);
  }
  const sync = gl.fenceSync(gl.SYNC_GPU_COMMANDS_COMPLETE, 0) as WebGLSync;
  gl.flush();
  while (gl.getSyncParameter(sync, gl.SYNC_STATUS) !== gl.SIGNALED) {
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  return performance.now() - began;
}

const measured: Pick<MeasuredPage, "ready" | "show"> = {
  async show(url) {
    document.body.style.backgroundColor = url.startsWith("/0") ? "#c82828" : "#28aa3c";
  },
};

document.body.style.height = "480px";
// Once the browser has painted the empty page.
setTimeout(() => {
  void measured.show("/0.glb");
  measured.ready = true;
}, 500);

Object.assign(globalThis, { floor, measured });
