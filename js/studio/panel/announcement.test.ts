import { expect, test } from "vitest";
import type { Iteration } from "../../contract";
import { openPanel } from "../testing/open-panel";

test("a screen reader is told which version is ready, and which is there again", async () => {
  const panel = await openPanel({ iterations: 2 });
  const said = () => panel.find(".panel > [role=status]").textContent;
  // What was there before is no news.
  expect(said()).toBe("");
  const region = panel.find(".panel > [role=status]");
  await panel.make("make it black");
  await expect.poll(said).toBe("Version 3 is ready.");
  await panel.button("Undo").click();
  await expect.poll(said).toBe("Version 2 is the current one now.");
  await panel.button("Redo").click();
  await expect.poll(said).toBe("Version 3 is the current one now.");
  // A region that is replaced is not heard.
  expect(panel.find(".panel > [role=status]")).toBe(region);
});

test("not before the job says so, and not where it failed", async () => {
  const panel = await openPanel({ iterations: 1 });
  const said = () => panel.find(".panel > [role=status]").textContent;
  await panel.send("fail to make it blue");
  await expect.element(panel.locator.getByRole("alert")).toHaveTextContent(/The demo failed/);
  expect(said()).toBe("");
  const { state, status } = panel.session;
  const before = state.value;
  const made = { ...before.iterations[0], number: 2 } as Iteration;
  status.value = { ...status.value, status: "running", error: null };
  state.value = { ...before, head: "2030-01-01T00:00:00.000000Z", iterations: [made] };
  expect(said()).toBe("");
  status.value = { ...status.value, status: "complete", iteration: state.value.head };
  await expect.poll(said).toBe("Version 2 is ready.");
  state.value = before;
  await expect.poll(said).toBe("Version 1 is the current one now.");
});

test("what a job is at is told politely, and its provider's log is not", async () => {
  const panel = await openPanel({ iterations: 1, stageMilliseconds: 60_000 });
  await panel.send("make it blue");
  await expect.element(panel.button("Cancel")).toBeVisible();
  const live = (element: Element) => element.closest("[aria-live]")?.getAttribute("aria-live");
  expect(live(panel.find(".card.busy strong"))).toBe("polite");
  expect(live(panel.find(".card.busy p .quiet"))).toBe("off");
});
