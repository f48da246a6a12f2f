import { playwright } from "@vitest/browser-playwright";
import { defineConfig } from "vitest/config";
import { faults } from "./js/cache/testing/faults.ts";
import { samples } from "./js/viewer/testing/samples.ts";
import flags from "./tests/chromium-flags.json" with { type: "json" };
import { packageFiles } from "./vite.package-files.ts";

// The tests need what only a browser has (WebGL, CacheStorage, layout), so that all of them run in one.
export default defineConfig({
  // Of each checkout its own, also where several share their packages.
  cacheDir: ".vite",
  plugins: [faults(), samples(), packageFiles("served")],
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  // Found before the first test: a package that is met during one reloads the page under it.
  optimizeDeps: {
    entries: ["js/**/*.{ts,tsx}", "!js/blocks/*.d.ts"],
    include: ["axe-core", "preact/jsx-dev-runtime"],
  },
  // A sandboxed frame has an origin of its own, and imports the modules under test across it.
  server: { cors: { origin: "*" } },
  test: {
    include: ["js/**/*.test.ts", "js/**/*.test.tsx"],
    setupFiles: ["js/testing/usual-viewport.ts"],
    // Generous: without a GPU, on a busy machine, a frame can take a second.
    testTimeout: 300_000,
    expect: { poll: { timeout: 60_000 } },
    // The files share one origin, hence one store and one quota, and one software renderer.
    fileParallelism: false,
    browser: {
      enabled: true,
      headless: true,
      screenshotFailures: false,
      provider: playwright({
        launchOptions: {
          executablePath: process.env.CHROMIUM_PATH ?? "/usr/bin/chromium",
          args: flags,
        },
      }),
      instances: [{ browser: "chromium" }],
    },
  },
});
