import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { rolldown } from "rolldown";
import { defineConfig, type Plugin } from "vite";
import { BANNER, licences, ownAlone } from "./vite.licences.ts";
import { packageFiles } from "./vite.package-files.ts";

const OUT = "src/prodwidget/static";

/** What stands outside the bundle, and brings it onto a page. */
const SMALL = ["loader", "export"];

/** Writes `loader.js`, which knows the digest of the module it loads, and `export.js`. */
function loader(): Plugin {
  return {
    name: "prodwidget-loader",
    buildStart() {
      for (const source of [...SMALL, "local-model"])
        this.addWatchFile(resolve(`js/widget/${source}.ts`));
    },
    async writeBundle() {
      const digest = createHash("sha256")
        .update(await readFile(`${OUT}/widget.js`))
        .digest("hex");
      const define = { __MODULE_SHA256__: JSON.stringify(digest) };
      for (const name of SMALL) {
        const bundle = await rolldown({
          input: `js/widget/${name}.ts`,
          transform: { define },
          plugins: [ownAlone()],
        });
        await bundle.write({ file: `${OUT}/${name}.js`, format: "es", minify: true });
        await bundle.close();
      }
    },
  };
}

export default defineConfig(({ mode }) => ({
  plugins: [packageFiles("by digest"), licences(), loader()],
  publicDir: false,
  define: { "process.env.NODE_ENV": '"production"' },
  build: {
    outDir: OUT,
    // Hot reload follows a file until it is deleted, so that a watched build writes over the last one.
    emptyOutDir: mode !== "development",
    target: "es2022",
    // Those that have `light-dark`: what it is rewritten to for others knows no host's theme.
    cssTarget: ["chrome123", "firefox120", "safari17.5"],
    lib: { entry: "js/widget/widget.ts", formats: ["es"], fileName: () => "widget.js" },
    rolldownOptions: { output: { minify: true, postBanner: BANNER } },
  },
}));
