// Counts what is in every GLB of a directory by the Khronos validator; prints it as JSON.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import validator from "gltf-validator";

const directory = process.argv[2];
const found = {};
for (const name of readdirSync(directory)) {
  const bytes = new Uint8Array(readFileSync(join(directory, name)));
  const { info } = await validator.validateBytes(bytes);
  found[name] = {
    triangles: info.totalTriangleCount,
    vertices: info.totalVertexCount,
    materials: info.materialCount,
    animations: info.animationCount,
    extensions: (info.extensionsUsed ?? []).sort(),
    images: (info.resources ?? [])
      .filter((each) => each.image)
      .map((each) => [each.image.width, each.image.height, each.mimeType]),
  };
}
process.stdout.write(JSON.stringify(found));
