import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

export default defineConfig({
  base: "./",
  plugins: [react()],
  // The decoders lie beside the blocks, where what is bundled beforehand would not look for them.
  optimizeDeps: { exclude: ["prodwidget-blocks"] },
  server: {
    host: "127.0.0.1",
    fs: { allow: ["../.."] },
    // With `python examples/serve.py --session …` beside it: `?store=/product`.
    proxy: { "/product": "http://127.0.0.1:8765" },
  },
  build: { target: "es2022", assetsInlineLimit: 0 },
});
