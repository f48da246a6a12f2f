import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { defineConfig, type Plugin } from "vite";
import { BANNER, licences } from "./vite.licences.ts";
import { packageFiles } from "./vite.package-files.ts";

const OUT = "src/prodwidget/static/blocks";

/** Makes a package of the folder: `npm pack` takes it as it is. */
function npmPackage(): Plugin {
  return {
    name: "prodwidget-npm-package",
    async generateBundle() {
      const types = await readFile(resolve("js/blocks/prodwidget.d.ts"), "utf-8");
      const project = await readFile(resolve("pyproject.toml"), "utf-8");
      const version = /^version = "(.+)"$/m.exec(project)?.[1];
      if (!version) throw new Error("pyproject.toml does not say which version this is.");
      const described = {
        name: "prodwidget-blocks",
        version,
        description: "Shows and caches the 3D models of prodwidget on any page.",
        license: "MIT",
        type: "module",
        exports: { ".": { types: "./prodwidget.d.ts", default: "./prodwidget.js" } },
        types: "./prodwidget.d.ts",
        files: ["*.js", "*.wasm", "*.d.ts", "LICENSES.txt"],
      };
      const source = `${JSON.stringify(described, null, 2)}\n`;
      this.emitFile({ type: "asset", fileName: "package.json", source });
      this.emitFile({ type: "asset", fileName: "prodwidget.d.ts", source: types });
    },
  };
}

// The blocks for other front ends; `vite.config.ts` builds what notebooks have.
export default defineConfig({
  plugins: [packageFiles("beside"), licences(), npmPackage()],
  // Addresses go out from the module, wherever it is served from.
  base: "./",
  publicDir: false,
  define: { "process.env.NODE_ENV": '"production"' },
  build: {
    outDir: OUT,
    emptyOutDir: true,
    target: "es2022",
    // Those that have `light-dark`, as in `vite.config.ts`.
    cssTarget: ["chrome123", "firefox120", "safari17.5"],
    lib: { entry: "js/blocks/index.ts", formats: ["es"], fileName: () => "prodwidget.js" },
    rolldownOptions: {
      output: {
        minify: true,
        postBanner: BANNER,
        chunkFileNames: "[name]-[hash].js",
        assetFileNames: "[name]-[hash][extname]",
      },
    },
  },
});
