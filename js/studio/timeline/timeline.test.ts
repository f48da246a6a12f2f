import { describe, expect, test } from "vitest";
import { userEvent } from "vitest/browser";
import { cacheStatistics, isModelCached } from "../../cache/model-cache";
import { getThumbnail } from "../../cache/thumbnail-cache";
import { count, pixelsOf } from "../../testing/pixels";
import { type OpenPanel, openPanel } from "../testing/open-panel";

const ids = (panel: OpenPanel) =>
  panel.session.state.value.iterations.map(({ created_at }) => created_at);
const first = (panel: OpenPanel) => panel.versions[0] as HTMLElement;
/** That of the strip: the section of all versions has one of its own. */
const goOn = (panel: OpenPanel) =>
  panel.locator
    .getByRole("region", { name: "Versions" })
    .getByRole("button", { name: "Go on from this" });
const offLine = (panel: OpenPanel) => panel.find<HTMLElement>(".off-line .iteration");
const fetches = () => cacheStatistics().networkFetches + cacheStatistics().channelFetches;

/** Where the product is: the ground and its shadow have no colour of their own. */
function silhouette({ data }: ImageData): boolean[] {
  return Array.from({ length: data.length / 4 }, (_, at) => {
    const [red = 0, green = 0, blue = 0] = data.subarray(at * 4, at * 4 + 3);
    return Math.max(red, green, blue) - Math.min(red, green, blue) > 60;
  });
}

function difference(one: boolean[], other: boolean[]): number {
  const covered = one.filter((is, at) => is || other[at]).length;
  return one.filter((is, at) => is !== other[at]).length / covered;
}

async function pictures(panel: OpenPanel): Promise<void> {
  await expect
    .poll(() => panel.versions.every((version) => version.querySelector("img")))
    .toBe(true);
}

describe("looking at an older version", () => {
  test("keeps the camera, fetches nothing, and says which one it is", async () => {
    const panel = await openPanel();
    panel.session.background.value = "#ffffff";
    await panel.make("a red box with a red lid");
    await panel.make("make it blue");
    await panel.make("make the lid blue");
    const view = panel.find(".model-view");
    const framed = await pixelsOf(view);
    await userEvent.dragAndDrop(view, view, {
      sourcePosition: { x: 200, y: 120 },
      targetPosition: { x: 330, y: 180 },
    });
    await expect.poll(() => panel.session.camera.value).not.toBeNull();
    await panel.settled();
    const camera = panel.session.camera.value;
    view.blur();
    const turned = await pixelsOf(view);
    expect(difference(silhouette(framed), silhouette(turned))).toBeGreaterThan(0.1);

    const before = fetches();
    first(panel).click();
    await panel.settled();
    const back = await pixelsOf(view);
    expect(difference(silhouette(turned), silhouette(back))).toBeLessThan(0.02);
    expect(count(back, (red, _, blue) => red > blue + 60)).toBeGreaterThan(1000);
    expect(count(back, (red, _, blue) => blue > red + 60)).toBe(0);
    expect(panel.session.camera.value).toEqual(camera);
    expect(fetches()).toBe(before);
    await expect.element(panel.locator.getByText("Looking at version 1 of 3")).toBeVisible();
    expect(first(panel).getAttribute("aria-current")).toBe("true");
    await expect.element(panel.locator.getByText(/Starts a branch/)).toBeVisible();

    await panel.button("Back to newest").click();
    await panel.settled();
    expect(panel.session.viewing.value).toBe("");
    expect(panel.root.querySelector(".looking")).toBeNull();
    expect(fetches()).toBe(before);
  });
});

test.each([200, 640])(
  "choosing a version moves no card from under the pointer: %d px",
  async (width) => {
    const panel = await openPanel({ iterations: 8, pictured: true });
    panel.host.style.width = `${width}px`;
    const list = panel.find("ol");
    // The first two stand half in sight on the left.
    list.scrollLeft = 70;
    const places = () => panel.versions.map((each) => each.getBoundingClientRect().toJSON());
    const { height } = panel.find(".panel").getBoundingClientRect();
    const before = places();
    first(panel).click();
    await expect.element(panel.button("Back to newest")).toBeVisible();
    await panel.settled();
    expect(places()).toEqual(before);
    if (width === 640) expect(panel.find(".panel").getBoundingClientRect().height).toBe(height);
    // One that is out of sight is brought there: it was chosen somewhere else.
    panel.session.viewing.value = ids(panel)[6] ?? "";
    const seen = () => {
      const { left, right } = panel.find('[aria-current="true"]').getBoundingClientRect();
      const frame = list.getBoundingClientRect();
      return left >= frame.left && right <= frame.right;
    };
    await expect.poll(seen).toBe(true);
  },
);

test("the cards in sight have their pictures first", async () => {
  const panel = await openPanel({ iterations: 24 });
  const isSeen = (card: HTMLElement) => {
    const { left, right } = card.getBoundingClientRect();
    const frame = panel.find("ol").getBoundingClientRect();
    return right > frame.left && left < frame.right;
  };
  const pictured = (card: HTMLElement) => card.querySelector("img") !== null;
  const [seen, hidden] = [true, false].map((is) =>
    panel.versions.filter((card) => isSeen(card) === is),
  ) as [HTMLElement[], HTMLElement[]];
  expect(seen.length).toBeLessThan(8);
  const early: HTMLElement[] = [];
  const watching = new MutationObserver(() => {
    if (!seen.every(pictured)) early.push(...hidden.filter(pictured));
  });
  watching.observe(panel.find("ol"), { subtree: true, childList: true });
  await pictures(panel);
  watching.disconnect();
  expect(early).toEqual([]);
});

describe("an edit of an older version", () => {
  test("starts a branch, and keeps the versions that it leaves", async () => {
    const panel = await openPanel({ iterations: 3 });
    const [kept, ...left] = ids(panel) as [string, string, string];
    // Each is drawn from its model, which the browser keeps.
    await pictures(panel);
    first(panel).click();
    await panel.settled();
    await panel.make("make it black");
    expect(ids(panel)).toHaveLength(2);
    expect(ids(panel)[0]).toBe(kept);
    expect(panel.session.state.value.off_line.map((each) => each.created_at).sort()).toEqual(left);
    await expect.element(panel.locator.getByText("other branch").first()).toBeVisible();
    for (const id of left) expect(await isModelCached(id)).toBe(true);
  });
});

describe("a rewind", () => {
  test("drops what the browser kept of the discarded versions, and of no other", async () => {
    const panel = await openPanel({ iterations: 3 });
    const [kept, ...discarded] = ids(panel) as [string, string, string];
    await pictures(panel);
    first(panel).click();
    await panel.settled();
    await goOn(panel).click();
    await expect.poll(() => panel.session.state.value.off_line_count).toBe(2);

    for (const id of discarded) {
      await expect.poll(() => isModelCached(id)).toBe(false);
      // Its picture is small, and tells what could be restored.
      expect(await getThumbnail(id)).not.toBeNull();
    }
    expect(await isModelCached(kept)).toBe(true);
    expect(await getThumbnail(kept)).not.toBeNull();
    expect(panel.versions).toHaveLength(1);
    expect(offLine(panel).textContent).toContain("discarded");
  });

  test("is undone, or gone back from, by looking at what it discarded", async () => {
    const panel = await openPanel({ iterations: 3 });
    const [, , newest] = ids(panel) as [string, string, string];
    first(panel).click();
    await panel.settled();
    await goOn(panel).click();
    await expect.poll(() => panel.versions).toHaveLength(1);
    // A click looks, and changes nothing.
    offLine(panel).click();
    await panel.settled();
    expect(panel.find<HTMLElement>(".model-view").dataset.shown).toBe(newest);
    expect(panel.versions).toHaveLength(1);
    await expect.element(panel.locator.getByText("Looking at version 3 of 3")).toBeVisible();
    await goOn(panel).click();
    await expect.poll(() => panel.versions).toHaveLength(3);
    await panel.settled();
    expect(panel.session.state.value.head).toBe(newest);
    expect(panel.root.querySelector(".off-line")).toBeNull();
    // The same again, by one step back.
    await panel.button("Undo").click();
    await expect.poll(() => panel.versions).toHaveLength(1);
    await panel.button("Redo").click();
    await expect.poll(() => panel.versions).toHaveLength(3);
    first(panel).click();
    await goOn(panel).click();
    await expect.poll(() => panel.versions).toHaveLength(1);
    await panel.button("Undo").click();
    await expect.poll(() => ids(panel)).toHaveLength(3);
    expect(panel.session.state.value.off_line).toEqual([]);
  });

  test("that is refused says why and changes nothing", async () => {
    const panel = await openPanel({ iterations: 2 });
    first(panel).click();
    await panel.settled();
    panel.session.connected.value = false;
    await goOn(panel).click();
    await expect
      .element(panel.locator.getByRole("alert"))
      .toHaveTextContent(/The kernel does not answer.*switch/);
    expect(panel.versions).toHaveLength(2);
    await expect.element(goOn(panel)).toBeVisible();
  });
});

describe("a long history", () => {
  const numbers = (panel: OpenPanel) =>
    panel.versions.map((version) => Number(version.querySelector(".number")?.textContent));
  const range = (from: number, to: number) =>
    Array.from({ length: to - from + 1 }, (_, index) => from + index);

  test("is read by page, down to its root", async () => {
    const panel = await openPanel({ iterations: 50, pictured: true });
    expect(numbers(panel)).toEqual(range(27, 50));
    await panel.button("26 earlier").click();
    await expect.poll(() => numbers(panel)).toEqual(range(3, 50));
    await panel.button("2 earlier").click();
    await expect.poll(() => numbers(panel)).toEqual(range(1, 50));
    expect(first(panel).title).toBe("a red bottle");
    expect(panel.root.querySelector(".more")).toBeNull();
  });

  test("shows a version of an earlier page, and keeps the page when another is made", async () => {
    const panel = await openPanel({ iterations: 26, pictured: true });
    panel.session.background.value = "#ffffff";
    await panel.button("2 earlier").click();
    await expect.poll(() => numbers(panel)).toEqual(range(1, 26));
    first(panel).click();
    await panel.settled();
    await expect.element(panel.locator.getByText("Looking at version 1 of 26")).toBeVisible();
    const red = (r: number, g: number, b: number) => r > 100 && g < 90 && b < 90;
    expect(count(await pixelsOf(panel.find(".model-view")), red)).toBeGreaterThan(1000);
    await panel.button("Back to newest").click();
    await panel.make("make it black");
    expect(numbers(panel)).toEqual(range(1, 27));
  });

  test("that is told to a panel out of sight does not scroll the notebook", async () => {
    const panel = await openPanel({ iterations: 12, pictured: true });
    const below = document.createElement("div");
    below.style.height = "3000px";
    document.body.append(below);
    window.scrollTo({ top: 1500 });
    await panel.session.edit("make it black", panel.session.state.value.head);
    await expect.poll(() => panel.versions).toHaveLength(13);
    const list = panel.find("ol");
    await expect
      .poll(() => list.scrollLeft + list.clientWidth)
      .toBeGreaterThanOrEqual(list.scrollWidth - 16);
    expect(window.scrollY).toBe(1500);
  });
});

test("two undos in a row are two steps, also where the kernel takes its time", async () => {
  const panel = await openPanel({ iterations: 3 });
  const [root] = ids(panel);
  const { session } = panel;
  const rewind = session.rewind.bind(session);
  session.rewind = async (id) => {
    await new Promise((resolve) => setTimeout(resolve, 100));
    setTimeout(() => void rewind(id), 100);
  };
  const undo = panel.find<HTMLButtonElement>(".place .button");
  undo.click();
  undo.click();
  await expect.poll(() => session.state.value.head).toBe(root);
});
