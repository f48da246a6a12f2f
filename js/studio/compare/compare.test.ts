import { afterEach, describe, expect, test } from "vitest";
import { page, userEvent } from "vitest/browser";
import { emulateReducedMotion } from "../../testing/emulate";
import { count, pixelsOf } from "../../testing/pixels";
import { rest } from "../../testing/rest";
import type { ComparisonMode } from "../../viewer/compare/comparison";
import { viewerStatistics } from "../../viewer/renderer";
import { type OpenPanel, openPanel, type PanelOptions } from "../testing/open-panel";
import { texts } from "../words/texts";

afterEach(() => emulateReducedMotion(false));

const red = (r: number, g: number, b: number) => r > g + 100 && r > b + 60;
const blue = (r: number, g: number, b: number) => b > r + 40 && b > g + 20;

/** With room for the section beside the stage. */
async function widened(panel: OpenPanel): Promise<OpenPanel> {
  await page.viewport(1000, 700);
  panel.session.height.value = 400;
  panel.host.style.width = "960px";
  await panel.settled();
  return panel;
}

/** A panel with a red bottle, and a blue one made of it, whose section to compare is open. */
async function opened(options: PanelOptions = {}): Promise<OpenPanel> {
  const panel = await widened(await openPanel({ iterations: 2, ...options }));
  await panel.locator.getByRole("tab", { name: texts.compare.label }).click();
  await rest(panel.find(".model-view"));
  return panel;
}

async function choose(panel: OpenPanel, mode: ComparisonMode): Promise<void> {
  panel.find<HTMLInputElement>(".compare-modes input");
  const label = [...panel.root.querySelectorAll<HTMLElement>(".compare-modes label")].find(
    ({ textContent }) => textContent === texts.compare.modes[mode],
  );
  label?.querySelector("input")?.click();
  await settled(panel);
}

async function settled(panel: OpenPanel): Promise<void> {
  await expect.poll(() => panel.root.querySelector(".compare-name .quiet")).toBeNull();
  await rest(panel.find(".model-view"));
}

/** The picture of the models, without what stands over it or lights the page behind it. */
async function stage(panel: OpenPanel): Promise<ImageData> {
  const all = [...(panel.find(".stage-view").parentElement?.children ?? [])] as HTMLElement[];
  const over = all.filter((each) => !each.matches(".stage-view"));
  const light = panel.find(".backlight");
  // What is hidden has no focus; the light has an opacity of its own.
  for (const each of over) each.style.opacity = "0";
  light.style.visibility = "hidden";
  const picture = await pixelsOf(panel.find(".stage-view"));
  for (const each of over) each.style.opacity = "";
  light.style.visibility = "";
  return picture;
}

const selects = (panel: OpenPanel) => [
  ...panel.root.querySelectorAll<HTMLSelectElement>(".version-picker select"),
];
const names = (panel: OpenPanel) =>
  [...panel.root.querySelectorAll(".compare-name")].map(({ textContent }) => textContent);

describe("the section", () => {
  test("has nothing to compare before there are two versions", async () => {
    const panel = await opened({ iterations: 1 });
    await expect.element(panel.locator.getByText(texts.compare.empty)).toBeVisible();
  });

  test("puts a version against its parent, and leaves the view as it was", async () => {
    const panel = await opened();
    const before = await stage(panel);
    expect([count(before, red), count(before, blue) > 150]).toEqual([0, true]);
    await choose(panel, "wipe");
    expect(names(panel)).toEqual(["A 2 · make it a blue bottle", "B 1 · a red bottle"]);
    const compared = await stage(panel);
    expect(count(compared, red)).toBeGreaterThan(100);
    expect(count(compared, blue)).toBeGreaterThan(100);
    panel.find(".compare-leave").click();
    await rest(panel.find(".model-view"));
    const after = await stage(panel);
    expect(after.data.length).toBe(before.data.length);
    const others = after.data.filter((each, at) => Math.abs(each - (before.data[at] ?? 0)) > 1);
    expect(others).toHaveLength(0);
    expect(viewerStatistics().contexts).toBe(1);
  });

  test("swaps them, and keeps B while another version is looked at", async () => {
    const panel = await opened({ iterations: 3 });
    await choose(panel, "side");
    await panel.button(texts.compare.swap).click();
    await settled(panel);
    expect(names(panel)).toEqual(["A 2 · make it a blue bottle", "B 3 · make it a green bottle"]);
    panel.versions[0]?.click();
    await settled(panel);
    expect(names(panel)).toEqual(["A 1 · a red bottle", "B 3 · make it a green bottle"]);
    const [, second] = selects(panel);
    if (second) await userEvent.selectOptions(second, "2 · make it a blue bottle");
    await settled(panel);
    expect(names(panel)).toEqual(["A 1 · a red bottle", "B 2 · make it a blue bottle"]);
    const picture = await stage(panel);
    expect(count(picture, red)).toBeGreaterThan(100);
    expect(count(picture, blue)).toBeGreaterThan(100);
  });
});

describe("the line of a wipe", () => {
  test("goes where it is dragged, and A is left of it", async () => {
    const panel = await opened();
    await choose(panel, "wipe");
    const handle = panel.find('[role="slider"]');
    const { left, width, top } = panel.find(".stage").getBoundingClientRect();
    const held = { bubbles: true, pointerId: 1, button: 0, isPrimary: true, clientY: top + 100 };
    handle.setPointerCapture = () => {};
    const at = (share: number) => ({ ...held, clientX: left + width * share });
    handle.dispatchEvent(new PointerEvent("pointerdown", at(0.5)));
    handle.dispatchEvent(new PointerEvent("pointermove", at(0.25)));
    handle.dispatchEvent(new PointerEvent("pointerup", at(0.25)));
    handle.dispatchEvent(new PointerEvent("pointermove", at(0.9)));
    await settled(panel);
    expect(handle.ariaValueNow).toBe("25");
    const picture = await stage(panel);
    expect([count(picture, red) > 150, count(picture, blue)]).toEqual([true, 0]);
  });

  test("has the keys of a slider", async () => {
    const panel = await opened();
    await choose(panel, "wipe");
    const handle = panel.find('[role="slider"]');
    handle.focus();
    const steps: [string, string][] = [
      ["ArrowRight", "52"],
      ["ArrowLeft", "50"],
      ["PageUp", "60"],
      ["PageDown", "50"],
      ["Home", "0"],
      ["ArrowLeft", "0"],
      ["End", "100"],
    ];
    for (const [key, value] of steps) {
      await userEvent.keyboard(`{${key}}`);
      await expect.poll(() => handle.ariaValueNow).toBe(value);
    }
    await settled(panel);
    const picture = await stage(panel);
    expect([count(picture, red), count(picture, blue) > 150]).toEqual([0, true]);
  });
});

describe("blinking", () => {
  test("goes by itself until it is stopped", async () => {
    const panel = await opened();
    await choose(panel, "blink");
    const seen = () => panel.find(".compare-name.seen").dataset.letter;
    const first = seen();
    await expect.poll(seen).not.toBe(first);
    await expect.poll(seen).toBe(first);
    await panel.button(texts.compare.pause).click();
    await expect.element(panel.button(texts.compare.blink)).toBeVisible();
  });

  test("goes only by hand for those who want no motion", async () => {
    await emulateReducedMotion(true);
    const panel = await opened();
    await choose(panel, "blink");
    expect(panel.root.querySelector(`[aria-label="${texts.compare.pause}"]`)).toBeNull();
    const own = await stage(panel);
    expect([count(own, red), count(own, blue) > 150]).toEqual([0, true]);
    panel.find(".hold").focus();
    await userEvent.keyboard("{Enter}");
    await settled(panel);
    const other = await stage(panel);
    expect([count(other, red) > 150, count(other, blue)]).toEqual([true, 0]);
    await userEvent.keyboard("{Enter>}");
    await expect.poll(() => panel.find(".hold").ariaPressed).toBe("false");
    await new Promise((resolve) => setTimeout(resolve, 400));
    await userEvent.keyboard("{/Enter}");
    await expect.poll(() => panel.find(".hold").ariaPressed).toBe("true");
  });
});

test("a difference says in words what its colours mean", async () => {
  const panel = await opened();
  await choose(panel, "difference");
  const { same, little, much } = texts.compare;
  for (const word of [same, little, much]) {
    expect(panel.find(".compare-legend").textContent).toContain(word);
  }
});

describe("a contact sheet", () => {
  test("lays out the variants of a job, and a click goes to one", async () => {
    const panel = await openPanel({ iterations: 1 });
    const { head } = panel.session.state.value;
    await panel.session.edit("make it a blue box", head, { variants: 3 });
    await expect.poll(() => panel.session.status.value.status).toBe("complete");
    await widened(panel);
    await panel.locator.getByRole("tab", { name: texts.compare.label }).click();
    await panel.button(texts.compare.variants(3)).click();
    await settled(panel);
    const picture = await stage(panel);
    const third = (from: number) => {
      const { width, height } = picture;
      let found = 0;
      for (let at = 0; at < picture.data.length; at += 4) {
        const [x, y] = [((at / 4) % width) / width, Math.floor(at / 4 / width) / height];
        const cell = Math.floor(x * 2) + 2 * Math.floor(y * 2);
        const [r = 0, g = 0, b = 0] = picture.data.subarray(at, at + 3);
        if (cell === from && blue(r, g, b)) found += 1;
      }
      return found;
    };
    expect([0, 1, 2, 3].map((cell) => third(cell) > 20)).toEqual([true, true, true, false]);
    const cards = panel.root.querySelectorAll<HTMLElement>(".sheet button");
    expect(cards).toHaveLength(3);
    cards[1]?.click();
    await expect.poll(() => panel.root.querySelector(".sheet")).toBeNull();
    const { state, viewing } = panel.session;
    const ids = [...state.value.iterations, ...state.value.off_line]
      .filter(({ prompt }) => prompt === "make it a blue box")
      .map(({ created_at }) => created_at)
      .sort();
    expect(viewing.value).toBe(ids[1]);
    await panel.settled();
  });

  test("lays out versions that one chooses, and a click into one of them goes to it", async () => {
    const panel = await opened({ iterations: 3 });
    panel.find("details").setAttribute("open", "");
    const layOut = () => panel.find<HTMLButtonElement>(".sheet-choice details .button");
    expect(layOut().disabled).toBe(true);
    for (const box of [...panel.root.querySelectorAll<HTMLElement>("[type=checkbox]")].slice(1)) {
      box.click();
    }
    await expect.poll(() => layOut().disabled).toBe(false);
    layOut().click();
    await expect.poll(() => panel.root.querySelectorAll(".sheet button").length).toBe(2);
    await settled(panel);
    const { left, top, width } = panel.find(".model-view").getBoundingClientRect();
    const view = panel.find(".model-view");
    const at = (x: number) => ({ bubbles: true, composed: true, clientX: x, clientY: top + 50 });
    const drag = (from: number, to: number) => {
      view.dispatchEvent(new PointerEvent("pointerdown", at(left + from)));
      view.dispatchEvent(new PointerEvent("pointerup", at(left + to)));
    };
    drag(20, 60);
    expect(panel.root.querySelector(".sheet")).not.toBeNull();
    drag(width - 40, width - 40);
    await expect.poll(() => panel.root.querySelector(".sheet")).toBeNull();
    expect(panel.session.viewing.value).toBe(panel.session.state.value.iterations[1]?.created_at);
  });
});
