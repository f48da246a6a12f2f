import { afterEach, describe, expect, test, vi } from "vitest";
import { cacheStatistics } from "../../cache/model-cache";
import { demoSession } from "../../demo/session";
import { setTheme } from "../../demo/theme";
import { count, pixelsOf } from "../../testing/pixels";
import { type OpenPanel, openPanel } from "../testing/open-panel";

afterEach(() => setTheme("light"));

const prompts = (panel: OpenPanel) => panel.versions.map(({ title }) => title);
const current = (panel: OpenPanel) =>
  panel.versions.findIndex((version) => version.getAttribute("aria-current") === "true");

describe("two panels over one session", () => {
  test("stay in step, and share one fetch of each model", async () => {
    const one = await openPanel({ iterations: 1 });
    const two = await openPanel({ session: one.session });
    const before = cacheStatistics();
    await one.make("make it a blue box");
    await two.settled();
    expect(prompts(two)).toEqual(["a red bottle", "make it a blue box"]);
    expect(cacheStatistics().channelFetches).toBe(before.channelFetches + 1);

    two.versions[0]?.click();
    await one.settled();
    await two.settled();
    expect([current(one), current(two)]).toEqual([0, 0]);
    const red = async (panel: OpenPanel) =>
      count(await pixelsOf(panel.find(".model-view")), (r, g, b) => r > g + 60 && r > b + 60);
    expect(await red(one)).toBeGreaterThan(1000);
    // Both at whole pixels: the second is below the first.
    one.host.style.height = `${Math.ceil(one.host.getBoundingClientRect().height)}px`;
    expect(await red(two)).toBe(await red(one));

    await two.button("Wireframe").click();
    await expect
      .poll(() => one.find("[aria-label=Wireframe]").getAttribute("aria-pressed"))
      .toBe("true");
    await two.locator.getByRole("combobox").selectOptions("Daylight");
    expect(one.find<HTMLSelectElement>("select").value).toBe("daylight");
  });

  test("go on when one of them is closed", async () => {
    const one = await openPanel({ iterations: 1 });
    const two = await openPanel({ session: one.session });
    one.unmount();
    expect(one.host.childElementCount).toBe(0);
    await two.make("make it blue");
    expect(prompts(two)).toHaveLength(2);
  });
});

describe("the host's theme", () => {
  const colour = (element: Element, property = "color") =>
    getComputedStyle(element).getPropertyValue(property);

  test("is the panel's, at once when it is switched", async () => {
    const panel = await openPanel({ iterations: 1 });
    const card = panel.find(".panel");
    setTheme("light");
    expect(colour(card, "background-color")).toBe("rgb(255, 255, 255)");
    expect(colour(card)).toBe("rgb(0, 0, 0)");
    const light = await pixelsOf(panel.find(".stage-view"));
    setTheme("dark");
    expect(colour(card, "background-color")).toBe("rgb(33, 33, 33)");
    expect(colour(card)).toBe("rgb(255, 255, 255)");
    expect(colour(panel.find("textarea"))).toBe("rgb(255, 255, 255)");
    expect(colour(panel.find('[aria-current="true"]'), "border-color")).toBe("rgb(33, 150, 243)");
    const dark = await pixelsOf(panel.find(".stage-view"));
    const bright = (picture: ImageData) => count(picture, (r, g, b) => Math.min(r, g, b) > 190);
    expect(bright(light)).toBeGreaterThan(10_000);
    expect(bright(dark)).toBeLessThan(bright(light) / 10);
  });

  test("is followed by the stage unless it has a background of its own", async () => {
    const panel = await openPanel();
    setTheme("dark");
    panel.session.background.value = "#fafafa";
    await expect
      .poll(() => colour(panel.find(".stage"), "background-color"))
      .toBe("rgb(250, 250, 250)");
  });
});

test("a model that is left before it came leaves no bar behind", async () => {
  const session = await demoSession({ iterations: 1, stageMilliseconds: 10 });
  const { channel } = session;
  let stalled = false;
  vi.spyOn(session, "channel").mockImplementation((sha256, options = {}) => {
    if (!stalled) return channel(sha256, options);
    return new Promise((_, reject) => {
      // Whoever comes to wait as well hears of it.
      const telling = setInterval(() => options.onProgress?.(1, 2), 50);
      options.signal?.addEventListener("abort", () => {
        clearInterval(telling);
        reject(options.signal?.reason);
      });
    });
  });
  const panel = await openPanel({ session });
  const bar = () => panel.root.querySelector(".bytes");
  stalled = true;
  await panel.send("make it blue");
  await expect.poll(() => bar()).not.toBeNull();
  panel.versions[0]?.click();
  await panel.settled();
  await expect.poll(() => bar()).toBeNull();
});

test("pictures are shown from data: URLs, and no blob URL outlives the panels", async () => {
  const created = vi.spyOn(URL, "createObjectURL");
  const revoked = vi.spyOn(URL, "revokeObjectURL");
  const outstanding = () => {
    const urls = new Set(created.mock.results.map(({ value }) => value));
    for (const [url] of revoked.mock.calls) urls.delete(url);
    return urls.size;
  };
  const one = await openPanel({ iterations: 3 });
  const two = await openPanel({ session: one.session });
  const pictures = (panel: OpenPanel) =>
    panel.versions.map((version) => version.querySelector("img")?.src);
  const shown = /^data:image\/webp;base64,/;
  await expect.poll(() => pictures(one).every((src) => src && shown.test(src))).toBe(true);
  expect(pictures(two)).toEqual(pictures(one));

  await one.session.rewind(one.session.state.value.iterations[0]?.created_at ?? "");
  await expect.poll(() => two.root.querySelectorAll(".off-line img").length).toBe(2);
  one.unmount();
  await two.settled();
  two.unmount();
  expect(outstanding()).toBe(0);
  const statistics = cacheStatistics();
  expect(statistics.created).toBe(statistics.revoked);
});
