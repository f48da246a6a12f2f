import { afterEach, expect, test, vi } from "vitest";
import { demoSession } from "../../demo/session";
import { SessionError } from "../session";
import { openPanel } from "../testing/open-panel";

afterEach(() => vi.restoreAllMocks());

const MESSAGE = "The store of this session cannot be written to at the moment.";

test.each([
  [200, 120],
  [200, 480],
  [360, 120],
  [360, 240],
])("all that is said and offered fits a panel of %d by %d px", async (width, height) => {
  const session = await demoSession({ iterations: 3, stageMilliseconds: 10 });
  const { channel } = session;
  let broken = false;
  vi.spyOn(session, "channel").mockImplementation((...asked) =>
    broken
      ? Promise.reject(new SessionError(MESSAGE, "Free some room on its disk, and try again."))
      : channel(...asked),
  );
  const panel = await openPanel({ session });
  panel.host.style.width = `${width}px`;
  session.height.value = height;
  broken = true;
  // One that the browser keeps nowhere.
  session.state.value = {
    ...session.state.value,
    iterations: session.state.value.iterations.map((each) => ({
      ...each,
      created_at: each.created_at.replace("Z", "1Z"),
      parent: each.parent?.replace("Z", "1Z") ?? null,
    })),
    head: session.state.value.head.replace("Z", "1Z"),
  };
  await expect.poll(() => panel.root.querySelector(".notice")?.textContent).toContain(MESSAGE);
  session.status.value = {
    ...session.status.value,
    status: "error",
    prompt: "make it blue",
    error: {
      code: "backend",
      message: MESSAGE,
      hint: "Free some room on its disk, and try again.",
      retryable: true,
      provider: "",
      request_id: "",
    },
  };
  await expect.poll(() => panel.root.querySelector(".card.error")).not.toBeNull();
  const frame = panel.find(".panel").getBoundingClientRect();
  const stage = panel.find(".stage").getBoundingClientRect();
  const within = (element: Element, { left, right }: DOMRect) => {
    const rect = element.getBoundingClientRect();
    return rect.left >= left && rect.right <= right && element.scrollWidth <= element.clientWidth;
  };
  for (const each of panel.root.querySelectorAll(".card, .card *, .notice, .notice *, .prompt *"))
    if (each.clientWidth > 0 && !each.matches(".hidden"))
      expect(within(each, frame), each.outerHTML).toBe(true);
  for (const each of panel.root.querySelectorAll(".toolbar, .toolbar .tool, .stage-foot")) {
    const { left, right, top, bottom } = each.getBoundingClientRect();
    expect([left >= stage.left, right <= stage.right]).toEqual([true, true]);
    expect([top >= stage.top, bottom <= stage.bottom], each.outerHTML).toEqual([true, true]);
  }
  // More than fits is scrolled to.
  for (const each of panel.root.querySelectorAll(".notice, .card.error .button")) {
    each.scrollIntoView({ block: "nearest" });
    const { top } = each.getBoundingClientRect();
    expect([top >= stage.top, top < stage.bottom], each.outerHTML).toEqual([true, true]);
  }
  // Words stand in a column that can be read.
  for (const each of panel.root.querySelectorAll(".card.error p, .notice p, textarea"))
    expect(each.getBoundingClientRect().width).toBeGreaterThan(110);
});
