import { afterEach, expect, test, vi } from "vitest";
import { openPanel } from "../testing/open-panel";

afterEach(async () => {
  vi.restoreAllMocks();
  if (document.fullscreenElement) await document.exitFullscreen();
});

test("the panel takes the whole screen, and gives it back", async () => {
  const panel = await openPanel({ iterations: 1 });
  const frame = () => panel.find(".panel").getBoundingClientRect();
  const before = frame().toJSON();
  await panel.button("Full screen").click();
  await expect.poll(() => panel.root.fullscreenElement).toBe(panel.find(".panel"));
  await expect.poll(() => [frame().width, frame().height]).toEqual([innerWidth, innerHeight]);
  // A height that was fixed is the stage's on the page, and not here.
  expect(panel.find(".stage").getBoundingClientRect().height).toBeGreaterThan(300);
  expect(panel.find(".prompt").getBoundingClientRect().bottom).toBeLessThanOrEqual(innerHeight);
  await panel.button("Leave the full screen").click();
  await expect.poll(() => panel.root.fullscreenElement).toBeNull();
  await expect.poll(() => frame().toJSON()).toEqual(before);
});

test("a page that may not have the screen has no button for it", async () => {
  const panel = await openPanel({ iterations: 1 });
  const refused = new TypeError("Permissions check failed");
  vi.spyOn(Element.prototype, "requestFullscreen").mockRejectedValue(refused);
  await panel.button("Full screen").click();
  await expect.poll(() => panel.root.querySelector("[aria-label='Full screen']")).toBeNull();
});
