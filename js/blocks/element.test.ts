import { afterEach, describe, expect, test, vi } from "vitest";
import { userEvent } from "vitest/browser";
import { requests } from "../cache/testing/asked";
import { tag, there } from "../cache/testing/fresh-model";
import { dataUrl } from "../data-url";
import { rest } from "../testing/rest";
import { triangle } from "../viewer/testing/triangle";
import {
  cacheStatistics,
  clearAllModelCache,
  defineProductViewer,
  isModelCached,
  ProductViewerElement,
  viewerStatistics,
} from ".";

const urls = await Promise.all([0.1, 0.4, 0.8].map((red) => dataUrl(triangle(red))));
const broken = await dataUrl(new Blob(["<p>this is no model</p>"]));

afterEach(async () => {
  document.body.replaceChildren();
  await expect.poll(() => viewerStatistics().views).toBe(0);
  await clearAllModelCache();
});

/** From HTML, as a plain page has it. */
function put(attributes: string, into: ParentNode = document.body): ProductViewerElement {
  const host = document.createElement("div");
  host.innerHTML = `<product-viewer style="width:240px;height:180px" ${attributes}></product-viewer>`;
  into.append(host);
  return host.firstElementChild as ProductViewerElement;
}

function next<Detail>(viewer: ProductViewerElement, name: string): Promise<Detail> {
  return new Promise((resolve) => {
    viewer.addEventListener(name, (event) => resolve((event as CustomEvent).detail), {
      once: true,
    });
  });
}

const said = (viewer: ProductViewerElement) => viewer.shadowRoot?.querySelector(".said");
const canvases = (viewer: ProductViewerElement) => [
  ...(viewer.shadowRoot?.querySelectorAll("canvas") ?? []),
];

async function shown(attributes: string, into?: ParentNode): Promise<ProductViewerElement> {
  const viewer = put(attributes, into);
  await next(viewer, "shown");
  return viewer;
}

describe("<product-viewer>", () => {
  test("shows what its attributes say, and tells so", async () => {
    const viewer = put(`iteration-id="one" src="${urls[0]}"`);
    expect(await next(viewer, "shown")).toEqual({ iterationId: "one" });
    expect(viewer.shownId).toBe("one");
    expect(await isModelCached("one")).toBe(true);
  });

  test("keeps the last model until the next is there, and fades to it", async () => {
    const viewer = await shown(`iteration-id="one" src="${urls[0]}"`);
    await rest(viewer);
    const [before] = canvases(viewer);
    viewer.setAttribute("iteration-id", "two");
    viewer.src = urls[1] ?? "";
    await Promise.resolve();
    expect(viewer.shownId).toBe("one");
    expect(canvases(viewer)).toContain(before);
    await next(viewer, "shown");
    const fading = canvases(viewer).flatMap((canvas) => canvas.getAnimations());
    expect(fading).toHaveLength(2);
    expect(viewer.shownId).toBe("two");
  });

  test("asks once for an id and an address that are set together", async () => {
    const viewer = await shown(`iteration-id="one" src="${urls[0]}"`);
    const heard = vi.fn();
    viewer.addEventListener("shown", heard);
    viewer.src = urls[1] ?? "";
    viewer.iterationId = "two";
    await expect.poll(() => viewer.shownId).toBe("two");
    await rest(viewer);
    expect(heard).toHaveBeenCalledOnce();
    expect(await isModelCached("one")).toBe(true);
    // Another address of the same iteration, such as one that was signed anew.
    viewer.src = urls[2] ?? "";
    await rest(viewer);
    expect(heard).toHaveBeenCalledOnce();
  });

  test("keeps the camera where someone put it, and has it as an attribute", async () => {
    const viewer = await shown(`iteration-id="one" src="${urls[0]}"`);
    await rest(viewer);
    expect(viewer.camera).toBeNull();
    const moved = next(viewer, "camera");
    viewer.shadowRoot?.querySelector<HTMLElement>(".model-view")?.focus();
    await userEvent.keyboard("{ArrowRight}");
    const state = await moved;
    expect(viewer.camera).toEqual(state);
    viewer.iterationId = "two";
    viewer.src = urls[1] ?? "";
    await next(viewer, "shown");
    await rest(viewer);
    expect(viewer.camera).toEqual(state);
    viewer.camera = { position: [0, 1, 5], target: [0, 0.5, 0] };
    expect(viewer.getAttribute("camera")).toBe("0 1 5 0 0.5 0");
  });

  test("has attributes and properties in step, and does not mind nonsense", () => {
    const viewer = put('lighting="dramatic" wireframe exposure="1.5" camera="1 2 3 0 0 0"');
    expect(viewer.lighting).toBe("dramatic");
    expect(viewer.wireframe).toBe(true);
    expect(viewer.exposure).toBe(1.5);
    expect(viewer.camera).toEqual({ position: [1, 2, 3], target: [0, 0, 0] });
    viewer.wireframe = false;
    viewer.lighting = "daylight";
    viewer.exposure = 99;
    expect(viewer.outerHTML).not.toContain("wireframe");
    expect(viewer.getAttribute("lighting")).toBe("daylight");
    expect(viewer.exposure).toBe(3);
    viewer.setAttribute("lighting", "moon");
    viewer.setAttribute("exposure", "much");
    viewer.setAttribute("camera", "1 2 NaN 4 5 6");
    expect([viewer.lighting, viewer.exposure, viewer.camera]).toEqual(["studio", 0, null]);
  });

  test("draws what its look says", async () => {
    const viewer = await shown(`iteration-id="one" src="${urls[0]}"`);
    const picture = async () => {
      await rest(viewer);
      return new Uint8Array((await (await viewer.screenshot())?.arrayBuffer()) ?? []);
    };
    const plain = await picture();
    viewer.wireframe = true;
    const wires = await picture();
    expect(wires).not.toEqual(plain);
    viewer.removeAttribute("wireframe");
    expect(await picture()).toEqual(plain);
    viewer.exposure = -2;
    expect(await picture()).not.toEqual(plain);
  });

  test("says in a sentence what is wrong, beside the model that is still there", async () => {
    const viewer = await shown(`iteration-id="one" src="${urls[0]}"`);
    viewer.iterationId = "broken";
    viewer.src = broken;
    const failed = await next<{ iterationId: string; message: string }>(viewer, "failed");
    expect(failed.iterationId).toBe("broken");
    expect(said(viewer)?.textContent).toBe(failed.message);
    expect(failed.message).toMatch(/^The file is .*\.$/);
    expect(viewer.shownId).toBe("one");
    expect(await isModelCached("broken")).toBe(false);
    viewer.iterationId = "two";
    viewer.src = urls[1] ?? "";
    await next(viewer, "shown");
    expect(said(viewer)?.textContent).toBe("");
  });

  test("asks once more where a model could not be had, and no more", async () => {
    const viewer = put(`iteration-id="gone" src="${there("404")}"`);
    const { message } = await next<{ message: string }>(viewer, "failed");
    expect(message).toMatch(/does not hand it over/);
    expect(await requests(tag)).toHaveLength(2);
  });

  test("is gone with all that it held when it is taken out, and not when it is moved", async () => {
    const viewer = await shown(`iteration-id="one" src="${urls[0]}"`);
    const other = document.createElement("section");
    document.body.append(other);
    other.append(viewer);
    await Promise.resolve();
    expect(viewer.shownId).toBe("one");
    viewer.remove();
    await expect.poll(() => viewerStatistics()).toMatchObject({ views: 0, contexts: 0 });
    const { created, revoked, outstanding } = cacheStatistics();
    expect([outstanding, created]).toEqual([0, revoked]);
    document.body.append(viewer);
    await next(viewer, "shown");
    expect(viewer.shownId).toBe("one");
  });

  test("shares one context with others, in a shadow root as well", async () => {
    const host = document.createElement("div");
    document.body.append(host);
    await Promise.all([
      shown(`iteration-id="one" src="${urls[0]}"`),
      shown(`iteration-id="two" src="${urls[1]}"`, host.attachShadow({ mode: "open" })),
    ]);
    expect(viewerStatistics()).toMatchObject({ views: 2, contexts: 1 });
  });

  test("takes properties that were set before it was defined, and is defined once", async () => {
    const viewer = document.createElement("product-viewer") as ProductViewerElement;
    Object.defineProperty(viewer, "src", { value: urls[2], configurable: true, writable: true });
    document.body.append(viewer);
    await next(viewer, "shown");
    expect(viewer.getAttribute("src")).toBe(urls[2]);
    defineProductViewer();
    expect(customElements.get("product-viewer")).toBe(ProductViewerElement);
  });
});
