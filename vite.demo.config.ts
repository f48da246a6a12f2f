import { defineConfig } from "vite";
import { packageFiles } from "./vite.package-files.ts";

// The front end on a plain page; `vite.config.ts` builds it for notebooks.
export default defineConfig({
  root: "js/demo",
  publicDir: false,
  plugins: [packageFiles("served")],
  server: { host: "127.0.0.1" },
});
