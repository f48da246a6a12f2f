// Bundles an entry with the plugin of vite.licences.ts; prints what it wrote as LICENSES.txt.
import { build, runnerImport } from "vite";

const [plugin, entry] = process.argv.slice(2);
const { module } = await runnerImport("./vite.licences.ts");
try {
  const [{ output }] = await build({
    configFile: false,
    logLevel: "silent",
    plugins: [module[plugin]()],
    build: { write: false, lib: { entry, formats: ["es"] } },
  });
  process.stdout.write(output.find(({ fileName }) => fileName === "LICENSES.txt")?.source ?? "");
} catch (error) {
  process.stderr.write(error.message);
  process.exitCode = 1;
}
