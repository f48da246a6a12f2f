import axe from "axe-core";
import { afterEach, describe, expect, test, vi } from "vitest";
import { type OpenPanel, openPanel } from "../testing/open-panel";
import { madeRows } from "./model-facts";

afterEach(() => vi.restoreAllMocks());

async function opened(): Promise<OpenPanel> {
  const panel = await openPanel({ iterations: 1 });
  await panel.locator.getByRole("tab", { name: "Facts" }).click();
  return panel;
}

const said = (panel: OpenPanel, name: string) =>
  [...panel.root.querySelectorAll(".facts dl > div")]
    .find((row) => row.querySelector("dt")?.textContent === name)
    ?.querySelector("dd")?.textContent ?? "";

describe("the facts", () => {
  test("are those of the version on the stage, and follow it", async () => {
    const panel = await opened();
    await expect.poll(() => said(panel, "Width × height × depth")).toMatch(/× 220 × .* mm$/);
    expect(Number(said(panel, "Triangles").replace(",", ""))).toBeGreaterThan(100);
    expect(said(panel, "Made by")).toBe("demo, no kernel");
    await expect.poll(() => said(panel, "Watertight")).toMatch(/^(yes|no: \d+ open edges)/);
    await panel.make("taller");
    await expect.poll(() => said(panel, "Width × height × depth")).toMatch(/× 275 ×/);
    expect(said(panel, "Step")).toBe("edit");
  });

  test("are told in inches, and so is the ruler", async () => {
    const panel = await opened();
    await panel.button("Ruler").click();
    const height = () => panel.root.querySelector("[data-measure=y]")?.textContent;
    await expect.poll(height).toBe("220 mm");
    await panel.locator.getByText("in", { exact: true }).click();
    await expect.poll(height).toBe("8.66 in");
    expect(said(panel, "Width × height × depth")).toMatch(/ × 8.66 × .* in$/);
  });

  test("a height that is known sets the scale", async () => {
    const panel = await opened();
    await expect.poll(() => said(panel, "Triangles")).not.toBe("");
    const process = vi.spyOn(panel.session, "process");
    await panel.locator.getByRole("spinbutton").fill("180");
    await panel.button("Set scale").click();
    const { head } = panel.session.state.value;
    expect(process).toHaveBeenCalledWith("scale", { height_mm: 180 }, head);
    await expect.poll(() => said(panel, "Width × height × depth")).toMatch(/× 180 ×/);
  });

  test("are copied as text", async () => {
    const panel = await opened();
    const write = vi.spyOn(navigator.clipboard, "writeText").mockResolvedValue();
    await expect.poll(() => said(panel, "Triangles")).not.toBe("");
    await panel.button("Copy as text").click();
    await expect.element(panel.locator.getByText("Copied.")).toBeVisible();
    expect(write.mock.lastCall?.[0]).toMatch(/^Width × height × depth: .*\nTriangles: /);
    expect(write.mock.lastCall?.[0]).toMatch(/\nMade by: demo, no kernel\n/);
  });

  test("give axe nothing to find", async () => {
    const panel = await opened();
    await expect.poll(() => said(panel, "Triangles")).not.toBe("");
    const { violations } = await axe.run(panel.host);
    expect(violations.map(({ id }) => id)).toEqual([]);
  });
});

test("what a version cost is told as it was estimated, and as it was billed", () => {
  const iteration = {
    created_at: "2026-01-01T00:00:00.000000Z",
    parent: null,
    number: 1,
    kind: "create",
    prompt: "a mug",
    backend: "fal",
    backend_label: "fal",
    seed: 3,
    duration_seconds: 41,
    notes: [],
    artifacts: [],
    discarded: false,
    options: { texture_size: 1024 },
    usd: 0.35,
    billed_usd: 0.3,
    request_ids: ["a-1"],
  } as const;
  const rows = madeRows({ ...iteration, notes: [], artifacts: [], request_ids: ["a-1"] });
  const value = (name: string) => rows.find((row) => row.name === name)?.value;
  expect(value("Price")).toBe("about $0.35, $0.30 billed");
  expect(value("Request id")).toBe("a-1");
  expect(value("Options")).toBe("texture_size: 1024");
  expect(value("Took")).toBe("41 s");
});
