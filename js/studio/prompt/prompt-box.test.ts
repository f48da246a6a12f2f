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

describe("a prompt whose job fails", () => {
  test("comes back into the box, and goes when another try makes it", async () => {
    const panel = await openPanel({ iterations: 1 });
    await panel.send("fail to make it blue");
    await expect.element(panel.button("Try again")).toBeVisible();
    await expect.element(panel.prompt).toHaveValue("fail to make it blue");
    await panel.button("Try again").click();
    await expect.poll(() => panel.versions).toHaveLength(2);
    await expect.element(panel.prompt).toHaveValue("");
  });

  test("comes back as it was sent: from the version looked at, or for a new product", async () => {
    const panel = await openPanel({ iterations: 2 });
    const [first] = panel.session.state.value.iterations;
    panel.versions[0]?.click();
    await panel.settled();
    await panel.send("frobnicate");
    await expect.element(panel.prompt).toHaveValue("frobnicate");
    await expect.poll(() => panel.session.viewing.value).toBe(first?.created_at);

    await panel.button("Start a new product").click();
    await panel.send("a mug that will fail");
    await expect.element(panel.button("Try again")).toBeVisible();
    await expect.element(panel.prompt).toHaveValue("a mug that will fail");
    await expect.element(panel.button("Create")).toBeVisible();
  });

  test("does not write over what is typed meanwhile", async () => {
    const panel = await openPanel({ iterations: 1, stageMilliseconds: 300 });
    await panel.send("frobnicate");
    await expect.element(panel.prompt).toHaveValue("");
    await panel.prompt.fill("make it green");
    await expect.element(panel.locator.getByText(/Nothing in this edit/)).toBeVisible();
    await expect.element(panel.prompt).toHaveValue("make it green");
  });
});

describe("an error", () => {
  test("is put away by its button", async () => {
    const panel = await openPanel({ iterations: 1 });
    await panel.send("frobnicate");
    await expect.element(panel.locator.getByRole("alert")).toBeVisible();
    await panel.button("Dismiss").click();
    expect(panel.root.querySelector("[role=alert]")).toBeNull();

    panel.session.connected.value = false;
    await panel.send("make it green");
    await expect.element(panel.locator.getByRole("alert")).toBeVisible();
    await panel.button("Dismiss").click();
    expect(panel.root.querySelector("[role=alert]")).toBeNull();
    expect(panel.root.activeElement).toBe(panel.find("textarea"));
  });

  test("goes when it is past: the kernel is back, or the session went on", async () => {
    const panel = await openPanel({ iterations: 2 });
    panel.session.connected.value = false;
    await panel.send("make it green");
    await expect.element(panel.locator.getByRole("alert")).toBeVisible();
    panel.session.connected.value = true;
    await expect.poll(() => panel.root.querySelector("[role=alert]")).toBeNull();

    await panel.send("frobnicate");
    await expect.element(panel.locator.getByRole("alert")).toBeVisible();
    await panel.button("Undo").click();
    await expect.poll(() => panel.versions).toHaveLength(1);
    await expect.poll(() => panel.root.querySelector("[role=alert]")).toBeNull();
  });
});

describe("earlier prompts", () => {
  test("come back with arrow-up, and go with arrow-down to what was typed", async () => {
    const panel = await openPanel({ iterations: 2 });
    await panel.send("frobnicate");
    await expect.element(panel.prompt).toHaveValue("frobnicate");
    await panel.prompt.fill("");
    const press = async (keys: string, text: string) => {
      await userEvent.keyboard(keys);
      await expect.element(panel.prompt).toHaveValue(text);
    };
    await press("{ArrowUp}", "frobnicate");
    await press("{ArrowUp}", "make it a blue bottle");
    await press("{ArrowUp}", "a red bottle");
    await press("{ArrowUp}", "a red bottle");
    await press("{ArrowDown}", "make it a blue bottle");
    await press("{ArrowDown}", "frobnicate");
    await press("{ArrowDown}", "");

    await press("a draft", "a draft");
    // Its own arrow key: the cursor is not at the start.
    await press("{ArrowUp}", "a draft");
    await press("{Home}{ArrowUp}", "frobnicate");
    await press("{ArrowDown}", "a draft");
  });
});

describe("the box", () => {
  test("grows with wrapped lines, up to a third of the panel", async () => {
    const panel = await openPanel();
    const height = (selector: string) => panel.find(selector).getBoundingClientRect().height;
    const line = height("textarea");
    await panel.prompt.fill("a matte black bottle with a copper lid and ".repeat(4));
    await expect.poll(() => height("textarea")).toBeGreaterThan(line * 1.5);
    const { scrollHeight, clientHeight } = panel.find("textarea");
    expect(scrollHeight).toBe(clientHeight);
    await panel.prompt.fill("a matte black bottle with a copper lid and ".repeat(60));
    await expect.poll(() => height("textarea") / height(".panel")).toBeCloseTo(1 / 3, 1);
    expect(panel.find("textarea").scrollHeight).toBeGreaterThan(height("textarea"));
    await panel.prompt.fill("");
    await expect.poll(() => height("textarea")).toBe(line);
  });
});

describe("undo and redo", () => {
  test.each(["typed", "clicked"])("%s, go back a version and forth again", async (how) => {
    const panel = await openPanel({ iterations: 3 });
    const ids = panel.session.state.value.iterations.map(({ created_at }) => created_at);
    const step = (word: string) =>
      how === "typed" ? panel.send(word.toLowerCase()) : panel.button(word).click();
    const head = () => panel.session.state.value.head;
    await step("Undo");
    await expect.poll(head).toBe(ids[1]);
    await step("Undo");
    await expect.poll(head).toBe(ids[0]);
    await step("Redo");
    await expect.poll(head).toBe(ids[1]);
    await step("Redo");
    await expect.poll(head).toBe(ids[2]);
    await expect.element(panel.prompt).toHaveValue("");
    expect(panel.session.status.value.status).toBe("idle");
  });

  test("say so where there is nothing to undo or redo", async () => {
    const panel = await openPanel({ iterations: 1 });
    for (const word of ["undo", "redo"]) {
      await panel.send(`${word} that.`);
      await expect
        .element(panel.locator.getByRole("alert"))
        .toHaveTextContent(`There is nothing to ${word}.`);
      await expect.element(panel.prompt).toHaveValue(`${word} that.`);
    }
    await expect.element(panel.button("Undo")).toBeDisabled();
    await expect.element(panel.button("Redo")).toBeDisabled();
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
