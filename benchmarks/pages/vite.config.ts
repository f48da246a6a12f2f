import { resolve } from "node:path";
import { defineConfig } from "vite";
import { packageFiles } from "../../vite.package-files.ts";

// The pages that `benchmarks/viewer.py` measures, each bundled as its users would.
export default defineConfig({
  root: resolve("benchmarks/pages"),
  publicDir: false,
  plugins: [packageFiles("served")],
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    target: "es2022",
    emptyOutDir: true,
    rolldownOptions: {
      input: ["three", "model-viewer", "prodwidget", "floor", "pick", "tree"].map((name) =>
        resolve(`benchmarks/pages/${name}.html`),
      ),
    },
  },
});
