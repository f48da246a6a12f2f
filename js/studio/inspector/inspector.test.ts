import { afterEach, beforeEach, expect, test } from "vitest";
import { page, userEvent } from "vitest/browser";
import { emulateScreen } from "../../testing/emulate";
import { type OpenPanel, openPanel } from "../testing/open-panel";
import { SECTIONS, type Section } from "./sections";

const sections = SECTIONS as Section[];
const own = [...sections];

// Of its own, so that it is known what is in them.
beforeEach(async () => {
  await emulateScreen([2560, 1440]);
  const named = (label: string): Section => ({
    id: label.toLowerCase(),
    icon: "info",
    label,
    Content: () => `What there is to know of ${label}`,
  });
  sections.splice(0, sections.length, ...["First", "Second", "Third"].map(named));
});
afterEach(async () => {
  sections.splice(0, sections.length, ...own);
  await emulateScreen(null);
  await page.viewport(800, 700);
});

async function openWith(width: number): Promise<OpenPanel> {
  await page.viewport(Math.max(width, 400), 800);
  const panel = await openPanel({ iterations: 1 });
  panel.session.height.value = "auto";
  panel.host.style.width = `${width}px`;
  const { clientWidth } = panel.host;
  await expect.poll(() => panel.find(".panel").offsetWidth).toBe(clientWidth);
  // The panel's own height follows in the frame after.
  for (let frame = 0; frame < 3; frame += 1) await new Promise(requestAnimationFrame);
  await panel.settled();
  return panel;
}

const tab = (panel: OpenPanel, name: string) => panel.locator.getByRole("tab", { name });
const open = (panel: OpenPanel) =>
  panel.root
    .querySelector("[role=tabpanel]")
    ?.textContent?.replace("What there is to know of ", "");
const focused = (panel: OpenPanel) => panel.root.activeElement?.textContent;

test("beside the stage one section is always open, and arrow keys walk through them", async () => {
  const panel = await openWith(1200);
  await expect.poll(() => panel.find(".panel").classList).toContain("wide");
  await expect.poll(() => open(panel)).toBe("First");
  await tab(panel, "First").click();
  expect(open(panel)).toBe("First");
  await userEvent.keyboard("{ArrowRight}");
  expect([open(panel), focused(panel)]).toEqual(["Second", "Second"]);
  await userEvent.keyboard("{End}");
  expect([open(panel), focused(panel)]).toEqual(["Third", "Third"]);
  await userEvent.keyboard("{ArrowRight}");
  expect([open(panel), focused(panel)]).toEqual(["First", "First"]);
  await userEvent.keyboard("{ArrowLeft}");
  expect(open(panel)).toBe("Third");
  await expect.element(tab(panel, "Third")).toHaveAttribute("aria-selected", "true");
  // Of all tabs one is in the order of Tab.
  const inOrder = [...panel.root.querySelectorAll<HTMLElement>("[role=tab]")].filter(
    ({ tabIndex }) => tabIndex === 0,
  );
  expect(inOrder.map(({ textContent }) => textContent)).toEqual(["Third"]);
  // Another panel of the page begins where this one is.
  const other = await openWith(1200);
  await expect.poll(() => open(other)).toBe("Third");
});

test("elsewhere a section takes room from the stage, and gives it back", async () => {
  const panel = await openWith(600);
  await expect.poll(() => panel.find(".panel").classList).not.toContain("wide");
  const height = () => panel.find(".stage").getBoundingClientRect().height;
  const whole = height();
  const prompt = panel.find(".prompt").getBoundingClientRect().toJSON();
  expect(open(panel)).toBeUndefined();
  await tab(panel, "Second").click();
  expect(open(panel)).toBe("Second");
  const section = panel.find("[role=tabpanel]").getBoundingClientRect();
  expect(height() + section.height).toBeCloseTo(whole, 0);
  expect(section.top).toBeCloseTo(panel.find(".stage").getBoundingClientRect().bottom, 0);
  expect(panel.find(".prompt").getBoundingClientRect().toJSON()).toEqual(prompt);
  await userEvent.keyboard("{Tab}{Escape}");
  expect(open(panel)).toBeUndefined();
  expect(focused(panel)).toBe("Second");
  await userEvent.keyboard("{Enter}");
  expect(open(panel)).toBe("Second");
  await tab(panel, "Second").click();
  expect(open(panel)).toBeUndefined();
  expect(height()).toBe(whole);
});
