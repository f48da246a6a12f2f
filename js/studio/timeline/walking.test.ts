import { afterEach, describe, expect, test } from "vitest";
import { userEvent } from "vitest/browser";
import { emulateForcedColours } from "../../testing/emulate";
import { type OpenPanel, openPanel } from "../testing/open-panel";

afterEach(() => emulateForcedColours(false));

const cards = (panel: OpenPanel) => [...panel.root.querySelectorAll<HTMLElement>(".iteration")];
const focused = (panel: OpenPanel) => panel.root.activeElement as HTMLElement | null;
const words = (panel: OpenPanel) => focused(panel)?.querySelector(".words")?.textContent?.trim();

/** Whether the ring around a card is in the row, too. */
function isWhollySeen(panel: OpenPanel): boolean {
  const card = focused(panel)?.getBoundingClientRect();
  const row = panel.find("ol").getBoundingClientRect();
  return card !== undefined && card.left >= row.left + 4 && card.right <= row.right - 4;
}

describe("the arrow keys", () => {
  test("walk the timeline of which Tab reaches the current card, and keep it in sight", async () => {
    const panel = await openPanel({ iterations: 20, pictured: true });
    const listened: string[] = [];
    panel.host.addEventListener("keydown", ({ key }) => listened.push(key));
    expect(cards(panel).filter(({ tabIndex }) => tabIndex === 0)).toEqual([cards(panel)[19]]);
    panel.find<HTMLElement>(".place .button").focus();
    await userEvent.keyboard("{Shift>}{Tab}{/Shift}");
    expect(words(panel)).toMatch(/^20 /);
    for (let left = 0; left < 9; left += 1) {
      await userEvent.keyboard("{ArrowLeft}");
      expect(isWhollySeen(panel)).toBe(true);
      expect(focused(panel)?.matches(":focus-visible")).toBe(true);
    }
    expect(words(panel)).toMatch(/^11 /);
    await userEvent.keyboard("{ArrowRight}");
    expect(words(panel)).toMatch(/^12 /);
    await userEvent.keyboard("{Home}{ArrowLeft}");
    expect(words(panel)).toMatch(/^1 /);
    expect(isWhollySeen(panel)).toBe(true);
    await userEvent.keyboard("{End}{ArrowRight}");
    expect(words(panel)).toMatch(/^20 /);
    expect(isWhollySeen(panel)).toBe(true);
    // Walking looks at nothing; and no notebook hears of it.
    expect(panel.session.viewing.value).toBe("");
    expect(listened.filter((key) => /Arrow|Home|End/.test(key))).toEqual([]);
    expect(cards(panel).filter(({ tabIndex }) => tabIndex === 0)).toHaveLength(1);
    await userEvent.keyboard("{ArrowLeft}{Enter}");
    await expect.element(panel.locator.getByText("Looking at version 19 of 20")).toBeVisible();
  });

  test("come to the earlier ones and to those beside the line, through hundreds of them", async () => {
    const panel = await openPanel({ iterations: 210, pictured: true });
    await panel.session.rewind(panel.session.state.value.iterations.at(-2)?.created_at ?? "");
    await expect.poll(() => panel.root.querySelectorAll(".off-line")).toHaveLength(1);
    panel.versions.at(-1)?.focus();
    await userEvent.keyboard("{ArrowRight}");
    expect(focused(panel)?.textContent).toContain("discarded");
    for (let earlier = true; earlier; earlier = panel.root.querySelector(".more") !== null) {
      await userEvent.keyboard("{Home}");
      const count = panel.versions.length;
      expect(focused(panel)?.textContent).toMatch(/\d+ earlier/);
      await userEvent.keyboard("{Enter}");
      await expect.poll(() => panel.versions.length).toBeGreaterThan(count);
    }
    expect(panel.versions).toHaveLength(209);
    // The button that read them is gone.
    await expect.poll(() => words(panel)).toMatch(/^1 /);
    await userEvent.keyboard("{End}");
    expect(focused(panel)?.textContent).toContain("discarded");
    await userEvent.keyboard("{Enter}");
    await expect.element(panel.locator.getByText("Looking at version 210 of 210")).toBeVisible();
    expect(words(panel)).toMatch(/^210 /);
  });

  test("leave the focus on the current card where a button takes itself away", async () => {
    const panel = await openPanel({ iterations: 3, pictured: true });
    panel.versions[0]?.click();
    await expect.element(panel.button("Go on from this")).toBeVisible();
    panel.find<HTMLElement>(".place .button").focus();
    await userEvent.keyboard("{Enter}");
    await expect.poll(() => panel.versions).toHaveLength(1);
    await expect.poll(() => focused(panel)?.getAttribute("aria-current")).toBe("true");
  });
});

test("where the system replaces all colours, the current card and the focus are told apart", async () => {
  const panel = await openPanel({ iterations: 3, pictured: true });
  await emulateForcedColours(true);
  const [first, second, current] = panel.versions as [HTMLElement, HTMLElement, HTMLElement];
  const style = (element: HTMLElement) => getComputedStyle(element);
  expect(current.getAttribute("aria-current")).toBe("true");
  expect(style(first).borderColor).toBe(style(second).borderColor);
  expect(style(first).backgroundColor).toBe(style(second).backgroundColor);
  expect(style(current).borderColor).not.toBe(style(first).borderColor);
  expect(style(current).backgroundColor).not.toBe(style(first).backgroundColor);
  current.focus();
  await userEvent.keyboard("{ArrowLeft}");
  expect(style(second).outlineStyle).toBe("solid");
  expect(style(second).outlineColor).not.toBe(style(panel.find(".panel")).backgroundColor);
  panel.find<HTMLElement>("textarea").focus();
  expect(style(panel.find(".prompt-row")).outlineStyle).toBe("solid");
  const wireframe = panel.find<HTMLElement>("[aria-label=Wireframe]");
  const off = style(wireframe).backgroundColor;
  panel.session.wireframe.value = true;
  await expect.poll(() => style(wireframe).backgroundColor).not.toBe(off);
});
