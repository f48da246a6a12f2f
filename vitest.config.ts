import { playwright } from "@vitest/browser-playwright";
import { defineConfig } from "vitest/config";
import { faults } from "./js/cache/testing/faults";

// The tests need what only a browser has (WebGL, CacheStorage, layout), so that all of them run in one.
export default defineConfig({
  plugins: [faults()],
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  // A sandboxed frame has an origin of its own, and imports the modules under test across it.
  server: { cors: { origin: "*" } },
  test: {
    include: ["js/**/*.test.ts", "js/**/*.test.tsx"],
    // The files share one origin, hence one store and one quota, and one software renderer.
    fileParallelism: false,
    browser: {
      enabled: true,
      headless: true,
      screenshotFailures: false,
      provider: playwright({
        launchOptions: {
          executablePath: process.env.CHROMIUM_PATH ?? "/usr/bin/chromium",
          args: [
            "--no-sandbox",
            "--use-angle=swiftshader",
            "--enable-unsafe-swiftshader",
            "--ignore-gpu-blocklist",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
          ],
        },
      }),
      instances: [{ browser: "chromium" }],
    },
  },
});
