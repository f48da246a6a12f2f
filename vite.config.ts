import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { minify } from "rolldown/utils";
import { defineConfig, type Plugin, transformWithOxc } from "vite";

const OUT = "src/prodwidget/static";

/** Writes `loader.js`, which knows the digest of the module it loads. */
function loader(): Plugin {
  return {
    name: "prodwidget-loader",
    buildStart() {
      this.addWatchFile(resolve("js/loader.ts"));
    },
    async writeBundle() {
      const digest = createHash("sha256")
        .update(await readFile(`${OUT}/widget.js`))
        .digest("hex");
      const source = await readFile("js/loader.ts", "utf8");
      const plain = await transformWithOxc(source, "loader.ts");
      const { code } = await minify("loader.js", plain.code, { module: true });
      await writeFile(`${OUT}/loader.js`, code.replaceAll("__MODULE_SHA256__", `"${digest}"`));
    },
  };
}

export default defineConfig({
  plugins: [loader()],
  publicDir: false,
  define: { "process.env.NODE_ENV": '"production"' },
  build: {
    outDir: OUT,
    emptyOutDir: true,
    target: "es2022",
    lib: { entry: "js/widget.ts", formats: ["es"], fileName: () => "widget.js" },
    rolldownOptions: { output: { minify: true } },
  },
});
