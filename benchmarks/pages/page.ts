/** What a page under measurement answers to, whichever viewer it holds. */

export interface MeasuredPage {
  /** What was asked for is shown. */
  ready?: boolean;
  /** Show a model in the viewer, or in one of several. */
  show(url: string, viewer?: number): Promise<void>;
  /** Turn the product of one of several viewers a little, as a key does. */
  turn(viewer: number): void;
  statistics(): {
    contexts: number;
    geometries: number;
    textures: number;
    programs: number;
    /** Drawn since the page began. */
    frames: number;
  };
  /** Frames drawn in a second while the first viewer's product turns in each of them. */
  orbit?(seconds: number): Promise<number>;
}

declare global {
  interface Window {
    measured: MeasuredPage;
  }
}

const query = new URLSearchParams(location.search);
const count = Number(query.get("count") ?? 1);

/** The model that each viewer shows first, as the page's address says: `?first=a.glb&count=50`. */
export const first: string[] = query.getAll("first");

/** The model that the first viewer compares its own with, by a wipe. */
export const compared: string | null = query.get("compare");

/** Megabytes on the GPU, where the viewer knows such a budget. */
export const budget: number | null = query.has("budget") ? Number(query.get("budget")) : null;

/** As many empty elements for viewers as the address asks for. */
export const hosts: HTMLElement[] = Array.from({ length: count }, () => {
  const host = document.createElement("div");
  host.style.cssText = count > 1 ? "width:300px;height:220px" : "width:640px;height:480px";
  document.body.append(host);
  return host;
});

const nextFrame = () => new Promise((resolve) => requestAnimationFrame(resolve));

async function orbit(page: MeasuredPage, seconds: number): Promise<number> {
  const before = page.statistics().frames;
  const began = performance.now();
  while (performance.now() - began < seconds * 1000) {
    page.turn(0);
    await nextFrame();
  }
  // What is still under way is painted before the second of them.
  await nextFrame();
  await nextFrame();
  return ((page.statistics().frames - before) * 1000) / (performance.now() - began);
}

/** The page can be measured, and shows what its address asks for. */
export async function begin(page: MeasuredPage): Promise<void> {
  window.measured = page;
  page.orbit = (seconds) => orbit(page, seconds);
  if (first.length > 0) {
    await Promise.all(hosts.map((_, at) => page.show(first[at % first.length] ?? "", at)));
  }
  page.ready = true;
}
