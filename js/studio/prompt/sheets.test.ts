import { describe, expect, test, vi } from "vitest";
import { userEvent } from "vitest/browser";
import { demoSession } from "../../demo/session";
import { openPanel } from "../testing/open-panel";
import { inRange } from "./fields";

describe("the steps that are no prompts", () => {
  test("are taken from the version that is looked at, and named in the timeline", async () => {
    const panel = await openPanel({ iterations: 2 });
    const [first] = panel.session.state.value.iterations;
    panel.versions[0]?.click();
    await panel.settled();
    const process = vi.spyOn(panel.session, "process");
    await panel.button("Steps").click();
    await panel.locator.getByRole("spinbutton", { name: /Height/ }).fill("180");
    await userEvent.keyboard("{Enter}");
    expect(process.mock.lastCall).toEqual(["scale", { height_mm: 180 }, first?.created_at]);
    expect(panel.root.querySelector(".popover")).toBeNull();
    await panel.settled();
    await expect.poll(() => panel.versions[1]?.textContent).toContain("Scale to 180");
  });

  test("are not there before there is a product, and not while a job runs", async () => {
    const empty = await openPanel();
    expect(empty.root.querySelector('[aria-label="Steps"]')).toBeNull();
    const panel = await openPanel({ iterations: 1, stageMilliseconds: 60_000 });
    await panel.send("make it blue");
    await panel.button("Steps").click();
    await expect.element(panel.button("Apply: Smooth")).toBeDisabled();
  });

  test("are left with Escape, or by a press elsewhere", async () => {
    const panel = await openPanel({ iterations: 1 });
    await panel.button("Steps").click();
    await expect.element(panel.locator.getByRole("dialog", { name: "Steps" })).toBeVisible();
    await userEvent.keyboard("{Escape}");
    expect(panel.root.querySelector(".popover")).toBeNull();
    expect(panel.root.activeElement?.getAttribute("aria-label")).toBe("Steps");
    await userEvent.keyboard("{Enter}");
    await expect.element(panel.locator.getByRole("dialog", { name: "Steps" })).toBeVisible();
    await panel.prompt.click();
    await expect.poll(() => panel.root.querySelector(".popover")).toBeNull();
  });
});

describe("settings", () => {
  test("go with the prompt, and are gone after it", async () => {
    const panel = await openPanel();
    const create = vi.spyOn(panel.session, "create");
    await panel.button("Settings").click();
    await panel.button("More variants").click();
    await panel.locator.getByRole("spinbutton", { name: "Seed" }).fill("7");
    await panel.locator.getByRole("combobox", { name: "Texture size" }).selectOptions("2048");
    await panel.locator.getByRole("spinbutton", { name: "Detail" }).fill("99");
    await panel.locator.getByRole("checkbox", { name: "Remesh" }).click();
    await panel.locator.getByRole("textbox", { name: "Avoid" }).fill("rust");
    await userEvent.click(panel.find("textarea"));
    await expect.element(panel.button("Settings: changed")).toBeVisible();
    await expect.element(panel.button("Create × 2")).toBeVisible();
    await panel.send("a red mug");
    expect(create.mock.lastCall?.[1]).toMatchObject({
      variants: 2,
      seed: 7,
      options: { texture_size: 2048, detail: 10, remesh: true, avoid: "rust" },
    });
    await panel.settled();
    await expect.poll(() => panel.session.state.value.off_line_count).toBe(1);
    await expect.element(panel.button(/^Edit$/)).toBeVisible();
    // What was set for a version is usual for the next.
    await panel.button("Settings").click();
    await expect
      .element(panel.locator.getByRole("combobox", { name: "Texture size" }))
      .toHaveValue("2048");
  });

  test("are put back at once, and are one to eight variants", async () => {
    const panel = await openPanel();
    await panel.button("Settings").click();
    await expect.element(panel.button("Back to the defaults")).toBeDisabled();
    panel.find<HTMLElement>('[aria-label="More variants"]').focus();
    for (let press = 0; press < 9; press += 1) await userEvent.keyboard("{Enter}");
    expect(panel.find("output").textContent).toBe("8");
    await panel.button("Back to the defaults").click();
    expect(panel.find("output").textContent).toBe("1");
  });

  test("are those of the step that the prompt comes to, and the price follows them", async () => {
    const session = await demoSession({ iterations: 1, stageMilliseconds: 10, paints: true });
    session.money.value = { spent: 0, next_create: 0.09, next_edit: 0.09, cap: null };
    const panel = await openPanel({ session });
    const edit = vi.spyOn(session, "edit");
    await panel.button("Settings").click();
    await panel.locator.getByRole("spinbutton", { name: "Detail" }).fill("5");
    await panel.button("More variants").click();
    await userEvent.keyboard("{Escape}");
    await expect.element(panel.locator.getByText(/About \$0.04 a run/)).toBeVisible();
    await panel.prompt.fill("make it blue");
    await expect.element(panel.locator.getByRole("radio", { name: "Same shape" })).toBeChecked();
    await panel.button("Settings").click();
    await expect
      .element(panel.locator.getByRole("spinbutton", { name: "Detail" }))
      .not.toBeInTheDocument();
    await panel.send("make it blue");
    expect(edit.mock.lastCall?.[2]).not.toHaveProperty("options");
  });
});

test.each([
  ["7", 7],
  ["7.6", 8],
  ["-3", 1],
  ["1e9", 10],
  ["", undefined],
  ["many", undefined],
])("a number is put into its range: %s", (text, number) => {
  const option = { name: "", label: "", kind: "number", default: null, choices: [] } as const;
  expect(inRange({ ...option, choices: [], low: 1, high: 10, whole: true }, text)).toBe(number);
});
