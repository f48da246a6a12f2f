import { describe, expect, test } from "vitest";
import { type OpenPanel, openPanel } from "../testing/open-panel";

const clock = (panel: OpenPanel) => Number.parseFloat(panel.find(".clock").textContent ?? "");
const card = (panel: OpenPanel) => panel.root.querySelector(".status .card")?.textContent ?? "";

describe("a running job", () => {
  test("shows its stage, its prompt, and a clock that goes on between two reports", async () => {
    const panel = await openPanel({ stageMilliseconds: 60_000 });
    await panel.send("a red mug");
    await expect.element(panel.locator.getByText("waiting to start a red mug")).toBeVisible();
    const early = clock(panel);
    expect(early).toBeLessThan(60);
    await expect.poll(() => clock(panel)).toBeGreaterThan(early + 0.5);
  });

  test("has been running for as long as the kernel says", async () => {
    const panel = await openPanel({ stageMilliseconds: 60_000 });
    await panel.send("a red mug");
    panel.session.status.value = { ...panel.session.status.value, elapsed_seconds: 74 };
    await expect.poll(() => panel.find(".clock").textContent).toMatch(/^1 min \d+ s$/);
  });

  test("is stopped by Cancel, and the history is as it was", async () => {
    const panel = await openPanel({ iterations: 1, stageMilliseconds: 60_000 });
    const before = panel.session.state.value;
    await panel.send("make it blue");
    await panel.button("Cancel").click();
    await expect.element(panel.locator.getByText(/^Cancelled/)).toBeVisible();
    expect(panel.root.querySelector(".clock")).toBeNull();
    expect(panel.session.state.value).toBe(before);
  });

  test("that cannot be stopped says why", async () => {
    const panel = await openPanel({ stageMilliseconds: 60_000 });
    await panel.send("a red mug");
    panel.session.connected.value = false;
    await panel.button("Cancel").click();
    await expect
      .element(panel.locator.getByRole("alert"))
      .toHaveTextContent(/^The kernel does not answer\. This is the demo's switch/);
    panel.session.connected.value = true;
    await panel.button("Cancel").click();
    await expect.element(panel.locator.getByText(/^Cancelled/)).toBeVisible();
    expect(panel.root.querySelector(".failure")).toBeNull();
  });
});

describe("a failed job", () => {
  test("shows what happened and what to do, and is tried again with one click", async () => {
    const panel = await openPanel();
    await panel.send("a red mug that will fail");
    await expect
      .element(panel.locator.getByRole("alert"))
      .toHaveTextContent("The demo failed, as the prompt asked. The next try works.");
    await panel.button("Try again").click();
    await expect.poll(() => panel.versions).toHaveLength(1);
    expect(panel.versions[0]?.title).toBe("a red mug that will fail");
    expect(panel.root.querySelector(".status [role=alert]")).toBeNull();
  });

  test("is tried again as the edit it was", async () => {
    const panel = await openPanel({ iterations: 1 });
    await panel.send("fail to make it blue");
    await panel.button("Try again").click();
    await expect.poll(() => panel.versions).toHaveLength(2);
  });

  test("whose prompt cannot work is not offered again", async () => {
    const panel = await openPanel({ iterations: 1 });
    await panel.send("frobnicate");
    await expect
      .element(panel.locator.getByRole("alert"))
      .toHaveTextContent(/^Nothing in this edit was understood. Name a colour/);
    expect(panel.button("Try again").query()).toBeNull();
  });
});

test("what a backend did not understand is said after the job", async () => {
  const panel = await openPanel();
  await panel.make("a walnut stool");
  expect(card(panel)).toContain("The demo makes only these: bottle, mug, box, jar.");
});

test("a silent kernel is told of until it answers", async () => {
  const panel = await openPanel();
  expect(card(panel)).toBe("");
  panel.session.connected.value = false;
  await expect.poll(() => card(panel)).toContain("The kernel does not answer.");
  panel.session.connected.value = true;
  await expect.poll(() => card(panel)).toBe("");
});

describe("what is told of a version", () => {
  test("stands there while that version does: not beside an older one, nor once it is undone", async () => {
    const panel = await openPanel({ iterations: 1 });
    const notes = () => panel.root.querySelector(".card.notes")?.textContent ?? "";
    await panel.send("make it green");
    await expect.poll(() => panel.session.status.value.status).toBe("complete");
    const note = "body: red → green";
    panel.session.status.value = { ...panel.session.status.value, notes: [note] };
    await expect.poll(notes).toBe(note);
    panel.versions[0]?.click();
    await expect.poll(notes).toBe("");
    await panel.button("Back to newest").click();
    await expect.poll(notes).toBe(note);
    await panel.button("Undo").click();
    await expect.poll(notes).toBe("");
    await panel.button("Redo").click();
    await expect.poll(notes).toBe(note);
  });
});
