import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import loader from "./loader";
import { Seam } from "./testing/seam";

const NAMESPACE = "prodwidget-modules";
const source = `export function render({ model, el }) {
  el.textContent = "shown";
  return () => el.replaceChildren();
}`;
const bytes = new TextEncoder().encode(source);
const rubbish = bytes.map((byte) => byte ^ 1);

const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
const hex = Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");

const reload = () => Reflect.get(globalThis, NAMESPACE).clear();

beforeEach(() => vi.stubGlobal("__MODULE_SHA256__", hex));

afterEach(async () => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  reload();
  await caches.delete(NAMESPACE);
});

/** A kernel that sends a module, the end before the beginning. */
function kernel(module = bytes): Seam {
  const seam = new Seam();
  seam.kernel = ({ id }) => {
    seam.chunk(id, module, 40);
    seam.chunk("another request", rubbish, 0, 40);
    seam.chunk(id, module, 0, 40);
  };
  return seam;
}

async function show(model: Seam): Promise<string | null> {
  const el = document.createElement("div");
  await loader.render({ model, el });
  return el.textContent;
}

describe("the module", () => {
  test("is asked for once, however many widgets are shown at once and later", async () => {
    const widgets = Array.from({ length: 10 }, () => kernel());
    expect(await Promise.all(widgets.map(show))).toEqual(Array(10).fill("shown"));
    const later = kernel();
    expect(await show(later)).toBe("shown");
    expect([...widgets, later].flatMap((widget) => widget.sent)).toHaveLength(1);
  });

  test("is taken from the browser's cache after a reload", async () => {
    await show(kernel());
    reload();
    const widget = kernel();
    expect(await show(widget)).toBe("shown");
    expect(widget.sent).toEqual([]);
  });

  test("is asked for again where the cached one is damaged", async () => {
    await show(kernel());
    const cache = await caches.open(NAMESPACE);
    await cache.put((await cache.keys())[0] as Request, new Response(rubbish));
    reload();
    const widget = kernel();
    expect(await show(widget)).toBe("shown");
    expect(widget.sent).toHaveLength(1);
  });

  test("is not run when its digest is another one, and is asked for again by the next widget", async () => {
    expect(await show(kernel(rubbish))).toMatch(/could not be loaded.*damaged/);
    expect(await (await caches.open(NAMESPACE)).keys()).toEqual([]);
    expect(await show(kernel())).toBe("shown");
  });

  test("is asked for by the next widget when the one that asked was closed", async () => {
    const closed = new Seam();
    const asked = vi.fn();
    closed.kernel = asked;
    const first = show(closed);
    const second = kernel();
    const shown = show(second);
    await expect.poll(() => asked).toHaveBeenCalled();
    closed.tell("destroy");
    expect(await shown).toBe("shown");
    expect(second.sent).toHaveLength(1);
    expect(await first).toMatch(/could not be loaded/);
  });

  test("that a silent kernel never sends ends in a sentence that says what to do", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const widget = new Seam();
    const asked = new Promise((resolve) => {
      widget.kernel = resolve;
    });
    const shown = show(widget);
    await asked;
    await vi.advanceTimersByTimeAsync(20_000);
    expect(await shown).toMatch(/did not answer.*run the cell again/i);
  });
});
