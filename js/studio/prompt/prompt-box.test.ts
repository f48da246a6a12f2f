import { describe, expect, test, vi } from "vitest";
import { userEvent } from "vitest/browser";
import { openPanel } from "../testing/open-panel";

describe("the keyboard", () => {
  test("Enter sends the prompt and empties the box", async () => {
    const panel = await openPanel();
    await panel.prompt.click();
    await userEvent.keyboard("a red mug{Enter}");
    await panel.settled();
    expect(panel.session.state.value.iterations.map(({ prompt }) => prompt)).toEqual(["a red mug"]);
    await expect.element(panel.prompt).toHaveValue("");
  });

  test("Shift+Enter makes a line, and the box grows with it", async () => {
    const panel = await openPanel();
    const { height } = panel.find("textarea").getBoundingClientRect();
    await panel.prompt.click();
    await userEvent.keyboard("a red mug{Shift>}{Enter}{/Shift}with a lid");
    await expect.element(panel.prompt).toHaveValue("a red mug\nwith a lid");
    await expect
      .poll(() => panel.find("textarea").getBoundingClientRect().height)
      .toBeGreaterThan(height);
    expect(panel.session.status.value.status).toBe("idle");
  });

  test("Enter that ends an input method's word does not send", async () => {
    const panel = await openPanel();
    await panel.prompt.fill("赤い");
    panel
      .find("textarea")
      .dispatchEvent(
        new KeyboardEvent("keydown", { key: "Enter", isComposing: true, bubbles: true }),
      );
    expect(panel.session.status.value.status).toBe("idle");
    await expect.element(panel.prompt).toHaveValue("赤い");
  });

  test("keys typed in the box do not reach the notebook", async () => {
    const panel = await openPanel();
    const heard = vi.fn();
    const listening = new AbortController();
    for (const type of ["keydown", "keypress", "keyup"]) {
      document.addEventListener(type, heard, listening);
    }
    await panel.prompt.click();
    await userEvent.keyboard("ddA{Shift>}{Enter}{/Shift}{Escape}{Control>}b{/Control}");
    expect(heard).not.toHaveBeenCalled();
    panel.find("textarea").blur();
    await userEvent.keyboard("d");
    expect(heard).toHaveBeenCalled();
    listening.abort();
  });

  test("an example is taken with one click and sent with Enter", async () => {
    const panel = await openPanel();
    await panel.button(/amber glass jar/).click();
    expect(panel.root.activeElement).toBe(panel.find("textarea"));
    await userEvent.keyboard("{Enter}");
    await panel.settled();
    expect(panel.root.querySelector(".example")).toBeNull();
  });
});

describe("while a job runs", () => {
  test("nothing can be sent, and what is typed stays", async () => {
    const panel = await openPanel({ stageMilliseconds: 60_000 });
    await panel.send("a red mug");
    await panel.prompt.fill("a blue mug");
    await expect.element(panel.button("Create")).toBeDisabled();
    const create = vi.spyOn(panel.session, "create");
    await userEvent.keyboard("{Enter}");
    expect(create).not.toHaveBeenCalled();
    await expect.element(panel.prompt).toHaveValue("a blue mug");
    await expect.element(panel.locator.getByText(/still at work/)).toBeVisible();
    await panel.session.cancel();
    await expect.element(panel.button("Create")).toBeEnabled();
    expect(panel.root.textContent).not.toMatch(/still at work/);
  });
});

describe("a refused prompt", () => {
  test("is kept, with what happened and what to do beside it", async () => {
    const panel = await openPanel();
    panel.session.connected.value = false;
    await panel.send("a red mug");
    const alert = panel.locator.getByRole("alert");
    await expect.element(alert).toHaveTextContent("The kernel does not answer. This is the demo's");
    await expect.element(panel.prompt).toHaveValue("a red mug");

    panel.session.connected.value = true;
    await userEvent.keyboard("{Enter}");
    await panel.settled();
    await expect.element(panel.prompt).toHaveValue("");
    expect(panel.root.querySelector("[role=alert]")).toBeNull();
  });
});

test("a prompt with HTML in it is shown as text", async () => {
  const panel = await openPanel();
  const prompt = `a red mug <img src=x onerror="document.title='broken'"><b>bold</b>`;
  await panel.send(prompt);
  await panel.settled();
  await expect.poll(() => panel.versions[0]?.textContent).toContain(prompt);
  expect(panel.root.querySelector("b, [onerror]")).toBeNull();
  expect(document.title).not.toBe("broken");
});

test("a new product starts only when that is asked for", async () => {
  const panel = await openPanel();
  await panel.send("a red mug");
  await panel.settled();
  await panel.send("make it blue");
  await expect.poll(() => panel.versions).toHaveLength(2);
  await panel.button("Start a new product").click();
  await panel.send("a green bottle");
  await expect.poll(() => panel.session.state.value.off_line_count).toBe(2);
  expect(panel.session.state.value.iterations.map(({ kind }) => kind)).toEqual(["create"]);
  await expect.element(panel.button("Edit")).toBeVisible();
});
