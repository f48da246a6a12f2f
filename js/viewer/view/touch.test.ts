/** Fingers on a view, as the browser itself has them. */

import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { cdp } from "vitest/browser";
import { clearAllModelCache } from "../../cache/model-cache";
import { dataUrl } from "../../data-url";
import { frames, rest } from "../../testing/rest";
import { ModelView } from "../model-view";
import { triangle } from "../testing/triangle";

let view: ModelView;

beforeEach(async () => {
  await cdp().send("Emulation.setTouchEmulationEnabled", { enabled: true, maxTouchPoints: 5 });
  const host = document.createElement("div");
  host.style.cssText = "width:300px;height:300px";
  const below = document.createElement("div");
  below.style.height = "4000px";
  document.body.append(host, below);
  view = new ModelView(host);
  await view.show({ id: "touched", url: await dataUrl(triangle(0.9)) });
  await rest(view.element);
});

afterEach(async () => {
  await cdp().send("Emulation.setTouchEmulationEnabled", { enabled: false });
  scrollTo(0, 0);
  view.dispose();
  document.body.replaceChildren();
  await clearAllModelCache();
});

interface Finger {
  x: number;
  y: number;
}

/** Where the view's middle is in the browser's own window, which the tests' frame is a part of. */
function middle(): Finger {
  const { left, top, width, height } = view.element.getBoundingClientRect();
  const frame = window.frameElement?.getBoundingClientRect();
  // The runner shows the frame smaller where the window is.
  const scale = frame ? frame.width / innerWidth : 1;
  return {
    x: (frame?.left ?? 0) + (left + width / 2) * scale,
    y: (frame?.top ?? 0) + (top + height / 2) * scale,
  };
}

const send = (type: "touchStart" | "touchMove" | "touchEnd", fingers: Finger[]) =>
  cdp().send("Input.dispatchTouchEvent", {
    type,
    touchPoints: fingers.map((finger, id) => ({ ...finger, id })),
  });

/** Put fingers down at their places from the middle, and move them there in steps. */
async function move(from: Finger[], to: Finger[]): Promise<void> {
  const centre = middle();
  const placed = (share: number) =>
    from.map(({ x, y }, finger) => ({
      x: centre.x + x + ((to[finger] as Finger).x - x) * share,
      y: centre.y + y + ((to[finger] as Finger).y - y) * share,
    }));
  await send("touchStart", placed(0));
  for (let step = 1; step <= 10; step++) {
    await send("touchMove", placed(step / 10));
    await frames(1);
  }
  await send("touchEnd", []);
  await frames(2);
  await rest(view.element);
}

async function tap(): Promise<void> {
  await send("touchStart", [middle()]);
  await send("touchEnd", []);
  await frames(2);
}

const distance = () => {
  const { position, target } = view.camera;
  return Math.hypot(...position.map((each, axis) => each - (target[axis] as number)));
};

describe("before anyone is at work in the view", () => {
  test("a finger up and down scrolls the page, and leaves the product alone", async () => {
    const before = view.camera;
    await move([{ x: 0, y: 60 }], [{ x: 0, y: -60 }]);
    expect(scrollY).toBeGreaterThan(20);
    expect(view.camera).toEqual(before);
    expect(view.element.matches(":focus")).toBe(false);
  });

  test("a finger sideways turns it", async () => {
    const before = view.camera;
    await move([{ x: -60, y: 0 }], [{ x: 60, y: 0 }]);
    expect(scrollY).toBe(0);
    expect(view.camera.position[0]).not.toBeCloseTo(before.position[0], 1);
  });
});

describe("two fingers", () => {
  test("apart bring it nearer", async () => {
    const before = distance();
    await move(
      [
        { x: -20, y: 0 },
        { x: 20, y: 0 },
      ],
      [
        { x: -100, y: 0 },
        { x: 100, y: 0 },
      ],
    );
    expect(distance()).toBeLessThan(before * 0.8);
  });

  test("together move it", async () => {
    const { target } = view.camera;
    await move(
      [
        { x: -20, y: 0 },
        { x: 20, y: 0 },
      ],
      [
        { x: 40, y: 0 },
        { x: 80, y: 0 },
      ],
    );
    expect(view.camera.target[0]).toBeLessThan(target[0] - 0.05);
  });
});

describe("after a tap", () => {
  test("a finger turns it up and down too, and the page stays", async () => {
    await tap();
    expect(view.element.matches(":focus")).toBe(true);
    const before = view.camera;
    await move([{ x: 0, y: -40 }], [{ x: 0, y: 40 }]);
    expect(scrollY).toBe(0);
    expect(view.camera.position[1]).toBeGreaterThan(before.position[1] + 0.1);
  });

  test("the page has it back once something else has the focus", async () => {
    await tap();
    view.element.blur();
    await move([{ x: 0, y: 60 }], [{ x: 0, y: -60 }]);
    expect(scrollY).toBeGreaterThan(20);
  });

  test("a second one frames the product", async () => {
    const framed = view.camera;
    view.camera = { position: [1, 2, 9], target: [0, 0, 0] };
    await tap();
    await tap();
    await rest(view.element);
    const { position } = view.camera;
    for (const axis of [0, 1, 2] as const)
      expect(position[axis]).toBeCloseTo(framed.position[axis], 3);
  });
});
