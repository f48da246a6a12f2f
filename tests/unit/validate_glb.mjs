// Validates every GLB of a directory with the Khronos validator; prints what is wrong as JSON.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import validator from "gltf-validator";

const directory = process.argv[2];
const found = {};
for (const name of readdirSync(directory)) {
  const bytes = new Uint8Array(readFileSync(join(directory, name)));
  const { issues } = await validator.validateBytes(bytes);
  found[name] = issues.messages.filter((issue) => issue.severity < 2).map((issue) => issue.message);
}
process.stdout.write(JSON.stringify(found));
