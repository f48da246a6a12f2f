import axe from "axe-core";
import { describe, expect, test } from "vitest";
import { page, userEvent } from "vitest/browser";
import { type OpenPanel, openPanel } from "../testing/open-panel";

async function opened(): Promise<OpenPanel> {
  const panel = await openPanel({ iterations: 1 });
  await panel.locator.getByRole("tab", { name: "Light" }).click();
  return panel;
}

/** A Radiance picture of one colour, without compression. */
function radiance(name = "dawn.hdr", pixels = 8 * 4): File {
  const texels = Uint8Array.from(
    { length: pixels * 4 },
    (_, at) => [200, 60, 40, 130][at % 4] ?? 0,
  );
  const header = "#?RADIANCE\nFORMAT=32-bit_rle_rgbe\n\n-Y 4 +X 8\n";
  return new File([header, texels], name);
}

describe("the section of light", () => {
  test("sets what it says, and resets it", async () => {
    const panel = await opened();
    const { session } = panel;
    await panel.locator.getByText("Dramatic", { exact: true }).click();
    await panel.locator.getByText("Grid", { exact: true }).click();
    await panel.locator.getByText("Wireframe").click();
    panel.root.querySelector<HTMLInputElement>(".slider input")?.focus();
    await userEvent.keyboard("{ArrowRight}{ArrowRight}");
    expect(session.lighting.value).toBe("dramatic");
    expect(session.ground.value).toBe("grid");
    expect(session.wireframe.value).toBe(true);
    expect(session.exposure.value).toBeCloseTo(0.2);
    expect(panel.root.querySelector(".slider output")?.textContent).toBe("+0.2 EV");
    await panel.button("Reset").click();
    expect(session.lighting.value).toBe("studio");
    expect(session.ground.value).toBe("shadow");
    expect(session.exposure.value).toBe(0);
    expect(session.wireframe.value).toBe(false);
  });

  test("a background is the theme's, a colour, or none", async () => {
    const panel = await opened();
    const stage = panel.find(".stage");
    await panel.locator.getByText("Colour", { exact: true }).click();
    await expect.poll(() => getComputedStyle(stage).backgroundColor).toBe("rgb(233, 231, 226)");
    expect(panel.find<HTMLInputElement>(".background input[type=color]").value).toBe("#e9e7e2");
  });

  test("takes a photograph of light, and takes it away", async () => {
    const panel = await opened();
    const input = panel.find<HTMLInputElement>(".own-light input");
    await userEvent.upload(page.elementLocator(input), radiance());
    await expect.poll(() => panel.session.environment.value?.name).toBe("dawn.hdr");
    await panel.settled();
    await panel.button("Take away dawn.hdr").click();
    expect(panel.session.environment.value).toBeNull();
  });

  test.each([
    ["cut short", radiance("dawn.hdr", 3), "damaged"],
    ["something else", new File(["GIF89a"], "dawn.hdr"), "no .hdr or .exr"],
  ])("says in a sentence that a file is %s", async (_, file, words) => {
    const panel = await opened();
    const input = panel.find<HTMLInputElement>(".own-light input");
    await userEvent.upload(page.elementLocator(input), file);
    await expect
      .poll(() => panel.root.querySelector(".own-light .failure")?.textContent)
      .toContain(words);
    expect(panel.session.environment.value).toBeNull();
  });

  test("gives axe nothing to find", async () => {
    const panel = await opened();
    const { violations } = await axe.run(panel.host);
    expect(violations.map(({ id }) => id)).toEqual([]);
  });
});
