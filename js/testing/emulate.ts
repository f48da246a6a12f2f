/** Another screen and other wishes of its user, by the browser's own emulation. */

import { cdp, page } from "vitest/browser";

/** Device pixels per CSS pixel; null for the machine's own. */
export async function emulateDensity(deviceScaleFactor: number | null): Promise<void> {
  const screen = { width: 0, height: 0, mobile: false };
  await (deviceScaleFactor === null
    ? cdp().send("Emulation.clearDeviceMetricsOverride")
    : cdp().send("Emulation.setDeviceMetricsOverride", { ...screen, deviceScaleFactor }));
  // Chromium tells a page of an emulated density only together with a new size.
  await page.viewport(801, 600);
  await page.viewport(800, 600);
}

/** A screen of this size; null for the machine's own. */
export async function emulateScreen(size: [number, number] | null): Promise<void> {
  const metrics = { width: 0, height: 0, deviceScaleFactor: 0, mobile: false };
  await (size === null
    ? cdp().send("Emulation.clearDeviceMetricsOverride")
    : cdp().send("Emulation.setDeviceMetricsOverride", {
        ...metrics,
        screenWidth: size[0],
        screenHeight: size[1],
      }));
}

/** The few colours of a system that replaces all others, as Windows does for high contrast. */
export async function emulateForcedColours(on: boolean): Promise<void> {
  const features = [{ name: "forced-colors", value: on ? "active" : "" }];
  await cdp().send("Emulation.setEmulatedMedia", { features });
}

export async function emulateReducedMotion(on: boolean): Promise<void> {
  const features = [{ name: "prefers-reduced-motion", value: on ? "reduce" : "" }];
  await cdp().send("Emulation.setEmulatedMedia", { features });
}
