import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { cdp, page, userEvent } from "vitest/browser";
import { clearAllModelCache } from "../../cache/model-cache";
import { count, pixelsOf } from "../../testing/pixels";
import { frames, rest } from "../../testing/rest";
import { ModelView } from "../model-view";
import { Guest, join, leave, viewerStatistics } from "../renderer";
import { exported } from "../testing/exported";
import { ball } from "../testing/features";
import { TestKernel } from "../testing/kernel";
import { box } from "./testing/products";

const WIDTH = 320;
const HEIGHT = 240;

/** In CSS pixels of the view: on the lid, on the body, and beside both. */
const LID = { x: 160, y: 65 };
const BODY = { x: 160, y: 155 };
const BESIDE = { x: 12, y: 12 };

const ACCENT = "#1e78ff";

const kernel = new TestKernel();
const guest = new Guest();
let view: ModelView;
const told: string[] = [];

beforeAll(async () => {
  join(guest);
  await page.viewport(800, 600);
});
afterAll(() => leave(guest));

afterEach(async () => {
  view.dispose();
  told.length = 0;
  document.body.replaceChildren();
  await clearAllModelCache();
});

async function open(file: Blob, ground = "#ffffff"): Promise<void> {
  const host = document.createElement("div");
  host.style.cssText = `width:${WIDTH}px;height:${HEIGHT}px;background:${ground};--accent:${ACCENT}`;
  document.body.append(host);
  view = new ModelView(host, { channel: kernel.channel });
  view.parts.on("hover", (name) => told.push(`hover ${name}`));
  view.parts.on("select", (name) => told.push(`select ${name}`));
  view.parts.on("click", (name) => told.push(`click ${name}`));
  view.parts.on("hide", (names) => told.push(`hide ${names}`));
  await show(file);
}

async function show(file: Blob): Promise<void> {
  await view.show(await kernel.add(crypto.randomUUID(), file));
  view.camera = { position: [0, 1.2, 5.5], target: [0, 0.75, 0] };
  await rest(view.element);
}

const hover = (position: { x: number; y: number }) => userEvent.hover(view.element, { position });
const click = (position: { x: number; y: number }) => userEvent.click(view.element, { position });

async function pixelAt({ x, y }: { x: number; y: number }): Promise<number[]> {
  const { data, width } = await pixelsOf(view.element);
  return [...data.subarray(4 * (y * width + x), 4 * (y * width + x) + 3)];
}

/** How many pixels have the very colour of an outline. */
const outlined = (pixels: ImageData) =>
  count(pixels, (red, green, blue) => Math.hypot(red - 0x1e, green - 0x78, blue - 0xff) < 24);

const focusKey = (key: string) => {
  view.element.focus();
  return userEvent.keyboard(key);
};

describe("a part of what is shown", () => {
  it("is named while a pointer rests on it, and lightly outlined", async () => {
    await open(await box());
    await hover(LID);
    await expect.poll(() => view.parts.hovered).toBe("lid");
    await expect.element(page.getByText("lid")).toBeVisible();
    await rest(view.element);
    const pixels = await pixelsOf(view.element);
    expect(outlined(pixels)).toBe(0);
    const light = count(pixels, (red, _, blue) => blue > 240 && red > 80 && red < 150);
    expect(light).toBeGreaterThan(100);
    await hover(BODY);
    await expect.poll(() => view.parts.hovered).toBe("body");
    await hover(BESIDE);
    await expect.poll(() => view.parts.hovered).toBe(null);
    expect(told).toEqual(["hover lid", "hover body", "hover null"]);
    expect(view.element.querySelector(".part-caption")).toBe(null);
  });

  it.each(["#ffffff", "#16171a"])("is outlined once it is clicked, on %s", async (ground) => {
    await open(await box(), ground);
    const before = await pixelsOf(view.element);
    await click(LID);
    await hover(BESIDE);
    await rest(view.element);
    expect(view.parts.selected).toBe("lid");
    expect(told).toContain("click lid");
    const after = await pixelsOf(view.element);
    expect(outlined(before)).toBe(0);
    expect(outlined(after)).toBeGreaterThan(300);
    // What is within is as it was.
    for (const { x, y } of [LID, BODY, { x: LID.x - 40, y: LID.y + 10 }]) {
      const at = 4 * (y * after.width + x);
      expect(after.data.subarray(at, at + 4)).toEqual(before.data.subarray(at, at + 4));
    }
    await click(BESIDE);
    await rest(view.element);
    expect(view.parts.selected).toBe(null);
    expect(outlined(await pixelsOf(view.element))).toBe(0);
  });

  it("is not selected by a drag", async () => {
    await open(await box());
    await userEvent.dragAndDrop(view.element, view.element, {
      // Both on the lid.
      sourcePosition: LID,
      targetPosition: { x: LID.x + 30, y: LID.y },
      steps: 6,
    });
    await rest(view.element);
    await hover({ x: LID.x + 30, y: LID.y });
    await expect.poll(() => view.parts.hovered).toBe("lid");
    expect(view.camera.position[0]).not.toBe(0);
    expect(view.parts.selected).toBe(null);
    expect(told.filter((each) => /select|click/.test(each))).toEqual([]);
  });

  it("is selected by a tap, and not by a finger that turns the product", async () => {
    await open(await box());
    const { left, top } = view.element.getBoundingClientRect();
    const frame = frameElement?.getBoundingClientRect() ?? { left: 0, top: 0 };
    const point = ({ x, y }: { x: number; y: number }) => ({
      x: frame.left + left + x,
      y: frame.top + top + y,
    });
    const touch = (type: string, ...touchPoints: object[]) =>
      cdp().send("Input.dispatchTouchEvent", { type, touchPoints } as never);
    await touch("touchStart", point(LID));
    await touch("touchEnd");
    await expect.poll(() => view.parts.selected).toBe("lid");
    expect(view.parts.hovered).toBe(null);
    await touch("touchStart", point(BODY));
    await touch("touchMove", point({ x: BODY.x + 50, y: BODY.y }));
    await touch("touchEnd");
    await rest(view.element);
    expect(view.parts.selected).toBe("lid");
  });

  it("is gone while it is hidden, and alone where the others are", async () => {
    await open(await box());
    const lid = await pixelAt(LID);
    const body = await pixelAt(BODY);
    view.parts.hidden = ["lid"];
    await rest(view.element);
    expect(await pixelAt(LID)).toEqual([255, 255, 255]);
    expect(await pixelAt(BODY)).toEqual(body);
    await hover(LID);
    await frames(4);
    expect(view.parts.hovered).toBe(null);
    view.parts.solo = "lid";
    await rest(view.element);
    expect(await pixelAt(LID)).toEqual(lid);
    expect(await pixelAt(BODY)).not.toEqual(body);
    view.parts.solo = null;
    view.parts.hidden = [];
    await rest(view.element);
    expect([await pixelAt(LID), await pixelAt(BODY)]).toEqual([lid, body]);
  });

  it("casts no shadow while it is hidden", async () => {
    await open(await box());
    const dark = (pixels: ImageData) => count(pixels, (red) => red < 250);
    expect(dark(await pixelsOf(view.element))).toBeGreaterThan(0);
    view.parts.hidden = ["lid", "body"];
    await rest(view.element);
    expect(dark(await pixelsOf(view.element))).toBe(0);
  });

  it("stays selected and hidden by its name when another version is shown", async () => {
    await open(await box());
    view.parts.selected = "lid";
    view.parts.hidden = ["body"];
    await show(await box());
    expect(view.parts.selected).toBe("lid");
    expect(outlined(await pixelsOf(view.element))).toBeGreaterThan(300);
    expect(await pixelAt(BODY)).toEqual([255, 255, 255]);
    await show(await box(["body", "cap"]));
    expect(view.parts.selected).toBe(null);
    expect(told).toEqual(["select lid", "select null"]);
    expect(outlined(await pixelsOf(view.element))).toBe(0);
  });

  it("can be selected before it is there", async () => {
    const host = document.createElement("div");
    host.style.cssText = `width:${WIDTH}px;height:${HEIGHT}px`;
    document.body.append(host);
    view = new ModelView(host, { channel: kernel.channel });
    view.parts.selected = "lid";
    await show(await box());
    expect(view.parts.selected).toBe("lid");
  });

  it("is stepped to, hidden and let go of by keys", async () => {
    await open(await box());
    await focusKey("n");
    expect(view.parts.selected).toBe("body");
    await focusKey("n");
    expect(view.parts.selected).toBe("lid");
    await expect.element(page.getByRole("status")).toHaveTextContent("lid");
    await focusKey("n");
    expect(view.parts.selected).toBe("body");
    await focusKey("p");
    await focusKey("h");
    expect(view.parts.hidden).toEqual(["lid"]);
    expect(told).toContain("hide lid");
    await focusKey("h");
    expect(view.parts.hidden).toEqual([]);
    await focusKey("{Escape}");
    expect(view.parts.selected).toBe(null);
    const escaped = vi.fn();
    document.body.addEventListener("keydown", escaped, { once: true });
    await focusKey("{Escape}");
    expect(escaped).toHaveBeenCalledOnce();
  });

  it("is tinted at once, until another version is shown", async () => {
    await open(await box());
    const lid = await pixelAt(LID);
    view.parts.tint("lid", { colour: "#2030c0", roughness: null, metalness: null });
    await rest(view.element);
    const [red = 0, , blue = 0] = await pixelAt(LID);
    expect(blue).toBeGreaterThan(red + 40);
    view.parts.tint("lid", null);
    await rest(view.element);
    expect(await pixelAt(LID)).toEqual(lid);
    view.parts.tint("lid", { colour: "#2030c0", roughness: null, metalness: null });
    await show(await box());
    expect(await pixelAt(LID)).toEqual(lid);
  });

  it("is drawn as it is in another view of the same model", async () => {
    await open(await box());
    const source = await kernel.add("shared", await box());
    await view.show(source);
    await rest(view.element);
    const lid = await pixelAt(LID);
    const host = document.createElement("div");
    host.style.cssText = `width:${WIDTH}px;height:${HEIGHT}px`;
    document.body.append(host);
    const other = new ModelView(host, { channel: kernel.channel });
    await other.show(source);
    other.parts.hidden = ["lid"];
    await rest(view.element, other.element);
    view.parts.selected = "body";
    view.camera = { ...view.camera, target: [0, 0.751, 0] };
    await rest(view.element, other.element);
    expect(await pixelAt(LID)).toEqual(lid);
    other.dispose();
  });

  it("has nothing drawn while a pointer stays on it", async () => {
    await open(await box());
    await hover(LID);
    await expect.poll(() => view.parts.hovered).toBe("lid");
    await rest(view.element);
    const before = viewerStatistics().frames;
    await hover({ x: LID.x + 5, y: LID.y });
    await frames(20);
    expect(viewerStatistics().frames).toBe(before);
  });

  it("is outlined in no screenshot", async () => {
    await open(await box());
    const before = await view.screenshot();
    view.parts.selected = "lid";
    await rest(view.element);
    const after = await view.screenshot();
    expect(await after.arrayBuffer()).toEqual(await before.arrayBuffer());
  });
});

describe("the parts of a file", () => {
  it("are named by its nodes, by their meshes, or by their number, each differently", async () => {
    const named = (name: string) => Object.assign(ball({ color: "#808080" }), { name });
    const root = ball({ color: "#c04020" });
    root.name = "the. body";
    root.add(named("leg"), named("leg"), named("x"), named("y"));
    await open(
      await exported(root, ({ nodes, meshes }) => {
        nodes[2].name = "leg";
        for (const at of [3, 4]) delete nodes[at].name;
        meshes[nodes[3].mesh].name = "a mesh";
        delete meshes[nodes[4].mesh].name;
      }),
    );
    expect(view.parts.list.map(({ name }) => name)).toEqual([
      "the. body",
      "leg",
      "leg 2",
      "a mesh",
      "part 5",
    ]);
    expect(view.parts.list[0]).toMatchObject({ colour: "#c04020", triangles: 48 * 46 });
  });

  it("are one where there is one, which no pointer points at", async () => {
    await open(await exported(Object.assign(ball({ color: "#808080" }), { name: "body" })));
    expect(view.parts.list.map(({ name }) => name)).toEqual(["body"]);
    await hover({ x: 160, y: 120 });
    await click({ x: 160, y: 120 });
    await frames(4);
    expect(told).toEqual([]);
    view.parts.selected = "body";
    expect(told).toEqual(["select body"]);
  });
});
