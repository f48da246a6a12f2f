import { signal } from "@preact/signals";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Locator, page } from "vitest/browser";
import { clearAllModelCache } from "../../cache/model-cache";
import type { CameraState, ModelSource } from "../../contract";
import { dataUrl } from "../../data-url";
import { glb, triangleDocument } from "../../viewer/testing/triangle";
import { PlainLook } from "../look/look-signals";
import { mountViewer } from "../mount";
import { untold } from "../parts/touch";

const source = signal<ModelSource | null>(null);
let unmount: () => void;
let host: HTMLElement;
let locator: Locator;

beforeEach(() => {
  host = document.createElement("div");
  host.dataset.testid = "viewer";
  host.style.width = "360px";
  document.body.append(host);
  locator = page.getByTestId("viewer");
  source.value = null;
  unmount = mountViewer(host, {
    source,
    ...new PlainLook(),
    camera: signal<CameraState | null>(null),
    height: signal(320),
    memoryBudget: signal(64),
    label: signal(""),
    ...untold(),
    channel: () => Promise.reject(new Error("there is no kernel")),
  });
});

afterEach(async () => {
  unmount();
  host.remove();
  await clearAllModelCache();
});

const text = (selector: string) =>
  host.firstElementChild?.shadowRoot?.querySelector(selector)?.textContent ?? "";

async function show(change: (document: ReturnType<typeof triangleDocument>["document"]) => void) {
  const { document, points } = triangleDocument();
  change(document);
  const url = await dataUrl(glb(JSON.stringify(document), points));
  source.value = { id: url, url };
}

test("says what of a file is not shown, until that is dismissed or the next one is there", async () => {
  await show((document) => {
    document.materials[0].pbrMetallicRoughness.baseColorTexture = { index: 0 };
  });
  await expect.poll(() => text(".stage-notes")).toMatch(/^It is shown without its base colour/);
  await locator.getByRole("button", { name: "Diagnostics" }).click();
  expect(text(".diagnostics")).toContain("This modelnot shown as its file has it");
  await locator.getByRole("button", { name: "Close" }).click();
  await locator.getByRole("button", { name: "Dismiss" }).click();
  expect(text(".stage-notes")).toBe("");
  await show((document) => {
    document.materials[0].normalTexture = { index: 0 };
  });
  await expect.poll(() => text(".stage-notes")).toMatch(/its normal map/);
  await show(() => {});
  await expect.poll(() => text(".stage-notes")).toBe("");
});

test("keeps a library's words for the diagnostics", async () => {
  await show((document) => {
    document.nodes[0].name = 7;
  });
  await expect.poll(() => text("[role=alert]")).toMatch(/damaged/);
  expect(text("[role=alert]")).not.toMatch(/TypeError|replace/);
  await locator.getByRole("button", { name: "Diagnostics" }).click();
  expect(text(".diagnostics")).toMatch(/TypeError/);
});
