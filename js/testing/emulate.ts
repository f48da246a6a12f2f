/** Another screen and other wishes of its user, by the browser's own emulation. */

import { cdp, page } from "vitest/browser";

/** The window that the tests' own page is in, whose size their pointer goes by. */
const own = { width: top?.innerWidth ?? 0, height: top?.innerHeight ?? 0 };

interface Emulated {
  deviceScaleFactor?: number;
  screenWidth?: number;
  screenHeight?: number;
}

/** What is not emulated is as it was at first: to clear it would make the window another size. */
async function emulate(metrics: Emulated): Promise<void> {
  const usual = { deviceScaleFactor: 1, screenWidth: own.width, screenHeight: own.height };
  await cdp().send("Emulation.setDeviceMetricsOverride", {
    ...own,
    mobile: false,
    ...usual,
    ...metrics,
  });
}

/** Device pixels per CSS pixel; null for the machine's own. */
export async function emulateDensity(deviceScaleFactor: number | null): Promise<void> {
  await emulate(deviceScaleFactor === null ? {} : { deviceScaleFactor });
  // Chromium tells a page of an emulated density only together with a new size.
  await page.viewport(801, 600);
  await page.viewport(800, 600);
}

/** A screen of this size; null for the machine's own. */
export async function emulateScreen(size: [number, number] | null): Promise<void> {
  await emulate(size === null ? {} : { screenWidth: size[0], screenHeight: size[1] });
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
