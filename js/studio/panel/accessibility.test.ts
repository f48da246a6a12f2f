import axe from "axe-core";
import { afterEach, describe, expect, test } from "vitest";
import { page } from "vitest/browser";
import { setTheme } from "../../demo/theme";
import { type OpenPanel, openPanel } from "../testing/open-panel";
import { texts } from "../words/texts";

afterEach(async () => {
  setTheme("light");
  await page.viewport(800, 700);
});

async function comparing(mode: keyof typeof texts.compare.modes): Promise<OpenPanel> {
  const panel = await openPanel({ iterations: 2 });
  await panel.locator.getByRole("tab", { name: texts.compare.label }).click();
  await panel.locator
    .getByRole("radio", { name: texts.compare.modes[mode] })
    .click({ force: true });
  await panel.settled();
  return panel;
}

const STATES: Record<string, () => Promise<OpenPanel>> = {
  empty: () => openPanel(),
  async busy() {
    const panel = await openPanel({ iterations: 1, stageMilliseconds: 60_000 });
    await panel.send("make it blue");
    await expect.element(panel.button("Cancel")).toBeVisible();
    return panel;
  },
  async "showing an error"() {
    const panel = await openPanel({ iterations: 1 });
    await panel.send("fail to make it blue");
    await expect.element(panel.button("Try again")).toBeVisible();
    panel.session.connected.value = false;
    await panel.send("make it blue");
    await expect.element(panel.locator.getByText(/switch above/)).toBeVisible();
    return panel;
  },
  async "asking about a lost request"() {
    const panel = await openPanel({ iterations: 1 });
    await panel.send("lose the request to make it blue");
    await panel.button("Send again…").click();
    await expect.element(panel.button("Not now")).toBeVisible();
    return panel;
  },
  async "with pictures, one of which is none, and the settings open"() {
    const panel = await openPanel({ iterations: 1, paints: true });
    const data = new DataTransfer();
    const canvas = new OffscreenCanvas(80, 80);
    canvas.getContext("2d");
    data.items.add(new File([await canvas.convertToBlob()], "mug.png", { type: "image/png" }));
    data.items.add(new File(["words"], "notes.pdf", { type: "application/pdf" }));
    panel
      .find(".prompt")
      .dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true }));
    await expect.element(panel.locator.getByText(/notes.pdf is no picture/)).toBeVisible();
    await panel.prompt.fill("make it blue");
    await expect.element(panel.locator.getByRole("radio", { name: "Same shape" })).toBeChecked();
    await panel.button("Settings").click();
    return panel;
  },
  "comparing with a wipe": () => comparing("wipe"),
  "blinking between two versions": () => comparing("blink"),
  "showing the difference of two versions": () => comparing("difference"),
  async "with a contact sheet"() {
    const panel = await comparing("off");
    panel.find<HTMLElement>(".sheet-choice summary").click();
    for (const box of panel.root.querySelectorAll<HTMLElement>("[type=checkbox]")) box.click();
    await panel.button(texts.compare.layOut(2)).click();
    await expect.element(panel.button(texts.compare.leaveSheet)).toBeVisible();
    return panel;
  },
  async "taking away what no printer could make"() {
    const panel = await openPanel({ iterations: 1 });
    await panel.locator.getByRole("tab", { name: texts.take.label }).click();
    await panel.button("Download as STL").click();
    await expect.element(panel.button(texts.take.anyway)).toBeVisible();
    return panel;
  },
  async "with the steps open"() {
    const panel = await openPanel({ iterations: 1 });
    await panel.button("Steps").click();
    return panel;
  },
  async "looking back, with a rewind to undo and earlier pages"() {
    const panel = await openPanel({ iterations: 26, pictured: true });
    await panel.session.rewind(panel.session.state.value.iterations.at(-2)?.created_at ?? "");
    panel.versions[0]?.click();
    await expect.element(panel.button("Go on from this")).toBeVisible();
    await panel.settled();
    return panel;
  },
};

describe.each(["light", "dark"] as const)(
  "in the %s theme, axe finds nothing in a panel",
  (theme) => {
    test.each(Object.keys(STATES))("%s", async (name) => {
      setTheme(theme);
      document.body.style.background = "var(--jp-layout-color0)";
      const panel = await STATES[name]?.();
      // axe knows no `plus-lighter`, which is `normal` between two fades.
      for (const canvas of panel?.root.querySelectorAll("canvas") ?? []) {
        canvas.style.mixBlendMode = "normal";
      }
      const { violations, passes } = await axe.run(panel?.host as HTMLElement);
      const found = violations.flatMap(({ id, nodes }) =>
        nodes.map((node) => `${id}: ${node.html} ${node.failureSummary}`),
      );
      expect(found).toEqual([]);
      // It looked into the shadow root, and had colours to compare.
      expect(passes.map(({ id }) => id)).toContain("color-contrast");
    });
  },
);
