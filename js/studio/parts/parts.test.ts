import axe from "axe-core";
import { describe, expect, it } from "vitest";
import { userEvent } from "vitest/browser";
import { count, pixelsOf } from "../../testing/pixels";
import { frames, rest } from "../../testing/rest";
import { type OpenPanel, openPanel } from "../testing/open-panel";

/** A red bottle with a copper lid and a label, and its list of parts. */
async function open(): Promise<OpenPanel> {
  const panel = await openPanel({ iterations: 1 });
  await panel.locator.getByRole("tab", { name: "Parts" }).click();
  return panel;
}

const part = (panel: OpenPanel, name: string) =>
  panel.locator.getByRole("button", { name: new RegExp(`^${name}\\d* `) });

/** Where a part is on the stage, in CSS pixels of the view: where a pointer names it. */
async function find(panel: OpenPanel, name: string): Promise<{ x: number; y: number }> {
  const view = panel.find(".model-view");
  const x = view.clientWidth / 2;
  for (let y = 10; y < view.clientHeight; y += 10) {
    await userEvent.hover(view, { position: { x, y } });
    await frames(3);
    if (view.querySelector(".part-caption")?.textContent === name) return { x, y };
  }
  throw new Error(`no ${name} is to be found`);
}

const purple = (panel: OpenPanel) =>
  pixelsOf(panel.find(".model-view")).then((pixels) =>
    count(pixels, (red, green, blue) => red > 2 * green && blue > 2 * green),
  );

describe("the list of parts", () => {
  it("says what there is, and points at the stage as the stage points at it", async () => {
    const panel = await open();
    for (const name of ["body", "lid", "label"])
      await expect.element(part(panel, name)).toBeVisible();
    const lid = await find(panel, "lid");
    expect(panel.find(".part.hovered").textContent).toMatch(/^lid/);
    await part(panel, "body").hover();
    await expect.poll(() => panel.find(".part.hovered").textContent).toMatch(/^body/);
    await userEvent.click(panel.find(".model-view"), { position: lid });
    await expect.element(part(panel, "lid")).toHaveAttribute("aria-pressed", "true");
    expect(panel.session.selected.value).toBe("lid");
    expect(panel.session.parts.value).toEqual(["body", "lid", "label"]);
  });

  it("hides a part, and shows one alone", async () => {
    const panel = await open();
    const reddish = async () => {
      await rest(panel.find(".model-view"));
      return count(await pixelsOf(panel.find(".model-view")), (red, green) => red > 2 * green);
    };
    const body = await reddish();
    expect(body).toBeGreaterThan(300);
    await panel.button("Hide body").click();
    expect(await reddish()).toBeLessThan(body / 10);
    expect(panel.session.hidden.value).toEqual(["body"]);
    await panel.button("Show body alone").click();
    expect(panel.session.solo.value).toBe("body");
    expect(await reddish()).toBeGreaterThan(0.9 * body);
    await panel.button("Show all parts").click();
    expect(panel.session.hidden.value).toEqual([]);
    expect(panel.session.solo.value).toBe("");
    expect(await reddish()).toBe(body);
  });

  it("is a way for the keyboard", async () => {
    const panel = await open();
    (part(panel, "body").element() as HTMLElement).focus();
    await userEvent.keyboard("{Enter}");
    expect(panel.session.selected.value).toBe("body");
    await userEvent.tab();
    await userEvent.tab();
    await userEvent.keyboard(" ");
    expect(panel.session.hidden.value).toEqual(["body"]);
  });

  it.each(["selected", "hidden"])("has nothing for axe to find with a part %s", async (state) => {
    const panel = await open();
    await part(panel, "lid").click();
    if (state === "hidden") await panel.button("Hide lid").click();
    await rest(panel.find(".model-view"));
    for (const canvas of panel.root.querySelectorAll("canvas"))
      canvas.style.mixBlendMode = "normal";
    const { violations } = await axe.run(panel.host);
    expect(
      violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`)),
    ).toEqual([]);
  });
});

describe("a prompt", () => {
  it("is said of the part that is selected, until that is let go of", async () => {
    const panel = await open();
    await part(panel, "lid").click();
    await expect.element(panel.locator.getByText("the lid:")).toBeVisible();
    await panel.make("make it blue");
    const { iterations } = panel.session.state.value;
    expect(iterations.at(-1)).toMatchObject({ prompt: "the lid: make it blue", part: "lid" });
    await expect.element(panel.locator.getByText("the lid:", { exact: true })).toBeVisible();
    await panel.button(/^Say it of the whole product/).click();
    expect(panel.session.selected.value).toBe("");
    await panel.make("make it green");
    expect(panel.session.state.value.iterations.at(-1)).toMatchObject({
      prompt: "make it green",
      part: "",
    });
  });

  it("comes back with its part where its job fails", async () => {
    const panel = await open();
    await part(panel, "lid").click();
    await panel.send("fail to make it blue");
    panel.session.selected.value = "";
    await expect.element(panel.button("Try again")).toBeVisible();
    await expect.element(panel.prompt).toHaveValue("fail to make it blue");
    expect(panel.session.selected.value).toBe("lid");
  });

  it("is of no part where a new product begins", async () => {
    const panel = await open();
    await part(panel, "lid").click();
    await panel.button("Start a new product").click();
    expect(panel.root.querySelector(".part-chip")).toBe(null);
  });
});

describe("the look of a part", () => {
  it("is seen at once, and made into a version once the picker is let go of", async () => {
    const panel = await open();
    await part(panel, "body").click();
    expect(await purple(panel)).toBe(0);
    const picker = panel.find<HTMLInputElement>('input[type="color"]');
    expect(picker.value).toBe("#c3262d");
    picker.value = "#b01cb0";
    picker.dispatchEvent(new InputEvent("input", { bubbles: true }));
    await rest(panel.find(".model-view"));
    expect(await purple(panel)).toBeGreaterThan(300);
    expect(panel.session.status.value.status).toBe("idle");
    const { head } = panel.session.state.value;
    picker.dispatchEvent(new Event("change", { bubbles: true }));
    await expect.poll(() => panel.session.state.value.head).not.toBe(head);
    await panel.settled();
    expect(panel.session.state.value.iterations.at(-1)).toMatchObject({
      prompt: "the body: #b01cb0",
      part: "body",
    });
    expect(await purple(panel)).toBeGreaterThan(300);
    // It is selected still, and its swatch is of the new version.
    await expect
      .poll(() => panel.find<HTMLInputElement>('input[type="color"]').value)
      .toBe("#b01cb0");
  });

  it("is as it was where nothing came of it", async () => {
    const panel = await open();
    await part(panel, "label").click();
    const picker = panel.find<HTMLInputElement>('input[type="color"]');
    picker.value = "#b01cb0";
    picker.dispatchEvent(new InputEvent("input", { bubbles: true }));
    picker.dispatchEvent(new Event("change", { bubbles: true }));
    await expect
      .element(panel.locator.getByText(/cannot change the look of the label/))
      .toBeVisible();
    await rest(panel.find(".model-view"));
    expect(await purple(panel)).toBe(0);
  });

  it("has the finishes of the kernel", async () => {
    const panel = await open();
    await part(panel, "lid").click();
    const { head } = panel.session.state.value;
    await panel.locator.getByLabelText("Finish").selectOptions("Matte");
    await expect.poll(() => panel.session.state.value.head).not.toBe(head);
    expect(panel.session.state.value.iterations.at(-1)?.prompt).toBe("the lid: matte");
  });
});
