import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { page } from "vitest/browser";
import { demoSession } from "../../demo/session";
import { emulateScreen } from "../../testing/emulate";
import { SECTIONS, type Section } from "../inspector/sections";
import { type OpenPanel, openPanel } from "../testing/open-panel";

const sections = SECTIONS as Section[];
const own = sections.length;

// One that is longer than any panel, in case there is none yet.
beforeEach(async () => {
  await emulateScreen([2560, 1440]);
  const Content = () => Array.from({ length: 200 }, (_, line) => `Line ${line}. `).join("\n");
  sections.push({ id: "long", icon: "info", label: "Long", Content });
});
afterEach(async () => {
  sections.length = own;
  await emulateScreen(null);
  await page.viewport(800, 700);
});

const box = (panel: OpenPanel, selector: string) =>
  panel.find(selector).getBoundingClientRect().toJSON() as DOMRect;

/** A place of the page that scrolls, as a notebook does. */
async function openIn(
  place: { width: number; height: number; most?: boolean },
  options: Parameters<typeof demoSession>[0] = {},
): Promise<OpenPanel> {
  await page.viewport(Math.max(place.width, 400), 1000);
  const session = await demoSession({ stageMilliseconds: 10, ...options });
  const panel = await openPanel({ session });
  const scroller = document.createElement("div");
  scroller.style.width = `${place.width}px`;
  scroller.style.overflow = "auto";
  scroller.style[place.most ? "maxHeight" : "height"] = `${place.height}px`;
  panel.host.style.width = "auto";
  document.body.style.margin = "0";
  document.body.append(scroller);
  session.height.value = "auto";
  // Out of its page for a moment, as a host does that moves an output.
  panel.host.remove();
  await new Promise((resolve) => setTimeout(resolve, 100));
  scroller.append(panel.host);
  await expect.poll(() => box(panel, ".panel").width).toBeLessThanOrEqual(place.width);
  await expect.poll(() => box(panel, ".panel").height).toBeLessThanOrEqual(place.height);
  await panel.settled();
  return panel;
}

describe.each([500, 690, 900])("in a place of %d px of height", (height) => {
  test.each([360, 690, 1000, 1440, 2560])(
    "stage, timeline and prompt are all in sight: %d px wide",
    async (width) => {
      const panel = await openIn({ width, height }, { iterations: 3 });
      // Beside the stage where there is room, and never over it where there is none.
      await expect
        .poll(() => box(panel, ".prompt").left >= box(panel, ".stage").right)
        .toBe(width >= 1000);
      const frame = box(panel, ".panel");
      expect(frame.height).toBeLessThanOrEqual(height);
      expect(frame.height).toBeGreaterThan(Math.min(height, 900) - 40);
      for (const part of [".stage", ".timeline", ".prompt", "[role=tablist]"]) {
        const { top, bottom, left, right } = box(panel, part);
        expect([top >= frame.top, bottom <= frame.bottom], part).toEqual([true, true]);
        expect([left >= frame.left, right <= frame.right], part).toEqual([true, true]);
      }
      expect(box(panel, ".stage").height).toBeGreaterThan(150);
      const { bottom } = box(panel, ".stage");
      expect(box(panel, ".timeline").top).toBeGreaterThanOrEqual(bottom);
    },
  );
});

describe.each([360, 1000])("nothing jumps: %d px wide", (width) => {
  const STEADY = [".panel", ".stage", ".timeline", ".prompt", "textarea", ".prompt .primary"];
  const places = (panel: OpenPanel) =>
    STEADY.map((part) => {
      const { x, y, height } = box(panel, part);
      // The button's words are others.
      return part === ".prompt .primary" ? [part, y, height] : [part, x, y, height];
    });

  test("when a job runs, the first product comes, and the next ones", async () => {
    const panel = await openIn({ width, height: 690 }, { stageMilliseconds: 300 });
    const empty = places(panel);
    await panel.send("a red bottle");
    await expect.element(panel.button("Cancel")).toBeVisible();
    expect(places(panel)).toEqual(empty);
    await expect.poll(() => panel.versions).toHaveLength(1);
    await panel.settled();
    expect(places(panel)).toEqual(empty);
    await panel.make("make it a very tall blue bottle");
    await panel.make("make it green");
    expect(places(panel)).toEqual(empty);
    panel.versions[0]?.click();
    await panel.settled();
    expect(places(panel)).toEqual(empty);
  });

  test("when a job fails, a request is lost, or the kernel is gone", async () => {
    const panel = await openIn({ width, height: 690 }, { iterations: 2 });
    const before = places(panel);
    await panel.send("fail to make it green");
    await expect.element(panel.button("Try again")).toBeVisible();
    expect(places(panel)).toEqual(before);
    await panel.send("lose the request to make it green");
    await expect.element(panel.button("Send again…")).toBeVisible();
    expect(places(panel)).toEqual(before);
    panel.session.connected.value = false;
    await panel.send("make it blue");
    await expect.poll(() => panel.root.querySelector(".prompt-said")).not.toBeNull();
    expect(places(panel)).toEqual(before);
    const { top } = box(panel, ".prompt-said");
    expect(top).toBeGreaterThan(box(panel, ".panel").top);
  });
});

test("a place with a highest height is filled, and one that shrinks is followed", async () => {
  const panel = await openIn({ width: 700, height: 600, most: true });
  const scroller = panel.host.parentElement as HTMLElement;
  await expect.poll(() => box(panel, ".panel").height).toBeGreaterThan(560);
  expect(scroller.scrollHeight).toBe(scroller.clientHeight);
  scroller.style.maxHeight = "450px";
  await expect.poll(() => box(panel, ".panel").height).toBeLessThan(450);
  expect(box(panel, ".panel").height).toBeGreaterThan(400);
  // It can be too low for a panel, which is then scrolled to.
  scroller.style.maxHeight = "100px";
  await expect.poll(() => box(panel, ".panel").height).toBe(320);
});

test("a number is the stage's own height, with room for all else beside or below", async () => {
  for (const width of [600, 1200]) {
    const panel = await openIn({ width, height: 690 }, { iterations: 1 });
    for (const height of [200, 480, 1200]) {
      panel.session.height.value = height;
      await expect.poll(() => box(panel, ".stage").height).toBe(height);
      const frame = box(panel, ".panel");
      expect(box(panel, ".prompt").bottom).toBeLessThanOrEqual(frame.bottom);
      expect(box(panel, ".timeline").bottom).toBeLessThanOrEqual(frame.bottom);
    }
  }
});

test("long prompts and eight pictures take their room from above, and stay in the panel", async () => {
  for (const width of [360, 1000]) {
    const panel = await openIn({ width, height: 690 }, { iterations: 1 });
    const below = () => box(panel, ".panel").bottom - box(panel, ".prompt .primary").bottom;
    const before = below();
    const canvas = new OffscreenCanvas(80, 80);
    canvas.getContext("2d");
    const data = new DataTransfer();
    for (let name = 0; name < 8; name += 1) {
      data.items.add(
        new File([await canvas.convertToBlob()], `${name}.png`, { type: "image/png" }),
      );
    }
    const drop = new DragEvent("drop", { dataTransfer: data, bubbles: true });
    panel.find(".prompt").dispatchEvent(drop);
    await expect.poll(() => panel.root.querySelectorAll(".own")).toHaveLength(8);
    await panel.prompt.fill("a matte black bottle with a copper lid and ".repeat(60));
    expect(below()).toBe(before);
    const frame = box(panel, ".panel");
    expect(box(panel, ".prompt").top).toBeGreaterThan(frame.top + 80);
    await panel.button("Settings").click();
    expect(box(panel, ".popover").top).toBeGreaterThanOrEqual(frame.top);
  }
});
