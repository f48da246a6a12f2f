import { signal } from "@preact/signals";
import axe from "axe-core";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Locator, page, userEvent } from "vitest/browser";
import { clearAllModelCache } from "../../cache/model-cache";
import type { CameraState, ModelSource } from "../../contract";
import { dataUrl } from "../../data-url";
import { setTheme } from "../../demo/theme";
import { rest } from "../../testing/rest";
import { viewerStatistics } from "../../viewer/renderer";
import { rich } from "../../viewer/testing/moving";
import { triangle } from "../../viewer/testing/triangle";
import { PlainLook } from "../look/look-signals";
import { mountViewer } from "../mount";
import { untold } from "../parts/touch";
import { type MotionSignals, motionSignals } from "./signals";

let host: HTMLElement;
let unmount: () => void;
let locator: Locator;
let motion: MotionSignals;
const source = signal<ModelSource | null>(null);

beforeEach(async () => {
  await page.viewport(1000, 800);
  host = document.createElement("div");
  host.dataset.testid = "viewer";
  host.style.width = "760px";
  document.body.append(host);
  locator = page.getByTestId("viewer");
  source.value = null;
  motion = motionSignals();
  unmount = mountViewer(host, {
    source,
    ...new PlainLook(),
    ...untold(),
    camera: signal<CameraState | null>(null),
    height: signal(400),
    memoryBudget: signal(64),
    label: signal(""),
    ...untold(),
    motion,
    channel: () => Promise.reject(new Error("there is no kernel")),
  });
});

afterEach(async () => {
  unmount();
  host.remove();
  setTheme("light");
  await clearAllModelCache();
});

const view = () => host.firstElementChild?.shadowRoot?.querySelector(".model-view") as HTMLElement;
const slider = () => locator.getByRole("slider", { name: "Time in the animation" });

const choice = (name: string) => locator.getByRole("combobox", { name, exact: true });

async function show(file: Blob, id: string): Promise<void> {
  source.value = { id, url: await dataUrl(file) };
  await expect.poll(() => view().dataset.shown).toBe(id);
  await rest(view());
}

test("there is a transport only where the file has an animation, and the keys are told", async () => {
  await show(triangle(0.5), "still");
  expect(slider().elements()).toEqual([]);
  expect(locator.getByRole("region", { name: "Motion" }).elements()).toEqual([]);
  expect(view().getAttribute("aria-description")).toBeNull();
  await show(await rich(), "rich");
  await expect.element(slider()).toBeVisible();
  expect(view().getAttribute("aria-description")).toMatch(/Space plays/);
  expect(motion.animations.value).toEqual([
    { name: "Slide", duration: 1 },
    { name: "Turn", duration: 2 },
  ]);
  expect(motion.variants.value).toEqual(["Ocean", "Meadow"]);
  expect(motion.cameras.value).toEqual(["Front", "Top"]);
});

test("it plays, tells the time sparsely, pauses, and draws no more", async () => {
  await show(await rich(), "rich");
  const told: number[] = [];
  motion.animationTime.subscribe((time) => told.push(time));
  await locator.getByRole("button", { name: "Play the animation" }).click();
  await expect
    .poll(() => Number((slider().element() as HTMLInputElement).value))
    .toBeGreaterThan(0.1);
  expect(motion.playing.value).toBe(true);
  expect(told).toEqual([0]);
  await locator.getByRole("button", { name: "Pause the animation" }).click();
  expect(motion.playing.value).toBe(false);
  expect(told).toHaveLength(2);
  await rest(view());
  const before = viewerStatistics().frames;
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(viewerStatistics().frames).toBe(before);
});

test("the time is scrubbed to by the keyboard, and said in words", async () => {
  await show(await rich(), "rich");
  (slider().element() as HTMLElement).focus();
  await userEvent.keyboard("{End}");
  expect(motion.animationTime.value).toBeCloseTo(1);
  await expect.element(slider()).toHaveAttribute("aria-valuetext", "1.0 of 1.0 seconds");
  await userEvent.keyboard("{Home}");
  expect(motion.animationTime.value).toBe(0);
});

test("animations, variants and cameras are chosen, and what is set from outside is shown", async () => {
  await show(await rich(), "rich");
  await choice("Animation").selectOptions("Turn");
  expect(motion.animation.value).toBe("Turn");
  await choice("Variant").selectOptions("Meadow");
  expect(motion.variant.value).toBe("Meadow");
  await choice("Camera").selectOptions("Top");
  expect(motion.fileCamera.value).toBe("Top");
  motion.variant.value = "Ocean";
  motion.animation.value = 0;
  motion.animationTime.value = 0.5;
  motion.fileCamera.value = "";
  await expect.element(choice("Variant")).toHaveValue("Ocean");
  await expect.element(choice("Animation")).toHaveValue("Slide");
  await expect.element(choice("Camera")).toHaveValue("");
  expect(Number((slider().element() as HTMLInputElement).value)).toBeCloseTo(0.5, 1);
});

test("the turntable is a switch, which a touch of the view puts back", async () => {
  await show(await rich(), "rich");
  const button = locator.getByRole("button", { name: "Turntable" });
  await button.click();
  await expect.element(button).toHaveAttribute("aria-pressed", "true");
  expect(motion.turning.value).toBe(true);
  view().dispatchEvent(new PointerEvent("pointerdown", { bubbles: true }));
  document.dispatchEvent(new PointerEvent("pointerup", { bubbles: true }));
  await expect.element(button).toHaveAttribute("aria-pressed", "false");
  expect(motion.turning.value).toBe(false);
});

describe.each(["light", "dark"] as const)("in the %s theme", (theme) => {
  test.each([360, 760])(
    "axe finds nothing at %d px, and all of it is within the stage",
    async (width) => {
      setTheme(theme);
      document.body.style.background = "var(--jp-layout-color0)";
      host.style.width = `${width}px`;
      await show(await rich(), "rich");
      for (const canvas of host.firstElementChild?.shadowRoot?.querySelectorAll("canvas") ?? [])
        canvas.style.mixBlendMode = "normal";
      const { violations } = await axe.run(host);
      expect(
        violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`)),
      ).toEqual([]);
      const stage = host.getBoundingClientRect();
      const bar = locator.getByRole("region", { name: "Motion" }).element();
      for (const control of bar.querySelectorAll("button, input, select")) {
        const { left, right, height } = control.getBoundingClientRect();
        expect(left).toBeGreaterThanOrEqual(stage.left);
        expect(right).toBeLessThanOrEqual(stage.right);
        expect(height).toBeGreaterThanOrEqual(28);
      }
    },
  );
});
