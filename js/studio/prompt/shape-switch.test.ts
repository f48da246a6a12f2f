import { describe, expect, test, vi } from "vitest";
import { userEvent } from "vitest/browser";
import { demoSession } from "../../demo/session";
import { type OpenPanel, openPanel } from "../testing/open-panel";

const MONEY = { spent: 0, next_create: 0.09, next_edit: 0.09, cap: null };

async function painting(): Promise<OpenPanel> {
  const session = await demoSession({ iterations: 1, stageMilliseconds: 10, paints: true });
  session.money.value = MONEY;
  return openPanel({ session });
}

const radio = (panel: OpenPanel, name: string) => panel.locator.getByRole("radio", { name });

describe("same shape or new", () => {
  test("is shown with its price before it is sent, and goes with the edit", async () => {
    const panel = await painting();
    const edit = vi.spyOn(panel.session, "edit");
    await expect.element(radio(panel, "New shape")).toBeInTheDocument();
    await expect.element(radio(panel, "New shape")).not.toBeChecked();
    await panel.prompt.fill("make it blue");
    await expect.element(radio(panel, "Same shape")).toBeChecked();
    await expect.element(panel.locator.getByText(/About \$0.02 a run/)).toBeVisible();
    await panel.prompt.fill("make it taller");
    await expect.element(radio(panel, "New shape")).toBeChecked();
    await userEvent.keyboard("{Enter}");
    expect(edit.mock.lastCall?.[2]).toMatchObject({ keep: "nothing" });
  });

  test("is changed by a click, which stays until it is sent, and the version says so", async () => {
    const panel = await painting();
    const edit = vi.spyOn(panel.session, "edit");
    await panel.prompt.fill("make it taller");
    await expect.element(radio(panel, "New shape")).toBeChecked();
    await panel.locator.getByText("Same shape").click();
    await expect.element(radio(panel, "Same shape")).toBeChecked();
    await panel.make("make it much taller");
    expect(edit.mock.lastCall?.[2]).toMatchObject({ keep: "shape" });
    await expect.poll(() => panel.versions[1]?.textContent).toContain("same shape");
    expect(panel.versions[0]?.textContent).not.toContain("same shape");
    await panel.prompt.fill("make it taller");
    await expect.element(radio(panel, "New shape")).toBeChecked();
  });

  test("is chosen with the arrow keys", async () => {
    const panel = await painting();
    await panel.prompt.fill("make it blue");
    await expect.element(radio(panel, "Same shape")).toBeChecked();
    panel.find<HTMLInputElement>(".shape input:checked").focus();
    await userEvent.keyboard("{ArrowRight}");
    await expect.element(radio(panel, "New shape")).toBeChecked();
    await expect
      .element(panel.locator.getByRole("group", { name: "What the edit does" }))
      .toBeInTheDocument();
  });

  test("moves nothing while one types, and holds nothing up where no answer comes", async () => {
    const panel = await painting();
    await expect.element(radio(panel, "New shape")).toBeInTheDocument();
    const height = () => panel.find(".prompt").getBoundingClientRect().height;
    const before = height();
    await panel.prompt.fill("make it blue");
    await expect.element(radio(panel, "Same shape")).toBeChecked();
    expect(height()).toBe(before);
    const propose = vi.spyOn(panel.session, "propose").mockReturnValue(new Promise(() => {}));
    const edit = vi.spyOn(panel.session, "edit");
    await panel.prompt.fill("make it taller");
    await expect.poll(() => propose.mock.calls.length).toBe(1);
    await userEvent.keyboard("{Enter}");
    expect(edit.mock.lastCall?.[2]).not.toHaveProperty("keep");
    await expect.poll(() => panel.versions).toHaveLength(2);
  });

  test("is left to the kernel where its answer was a failure", async () => {
    const panel = await painting();
    await expect.element(radio(panel, "New shape")).toBeInTheDocument();
    vi.spyOn(panel.session, "propose").mockRejectedValue(new Error("busy"));
    const edit = vi.spyOn(panel.session, "edit");
    await panel.send("make it blue");
    expect(edit.mock.lastCall?.[2]).not.toHaveProperty("keep");
    expect(panel.root.querySelector("[role=alert]")).toBeNull();
  });

  test("is not shown where nothing paints, nor for a new product", async () => {
    const plain = await openPanel({ iterations: 1 });
    const propose = vi.spyOn(plain.session, "propose");
    await plain.prompt.fill("make it blue");
    await expect.poll(() => propose.mock.calls.length).toBe(1);
    await propose.mock.results[0]?.value;
    expect(plain.root.querySelector(".shape")).toBeNull();

    const panel = await painting();
    await expect.element(radio(panel, "New shape")).toBeInTheDocument();
    await panel.button("Start a new product").click();
    expect(panel.root.querySelector(".shape")).toBeNull();
  });
});
