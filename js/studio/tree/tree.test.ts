import axe from "axe-core";
import { afterEach, describe, expect, test, vi } from "vitest";
import { userEvent } from "vitest/browser";
import { isModelCached } from "../../cache/model-cache";
import { getThumbnail } from "../../cache/thumbnail-cache";
import { setTheme } from "../../demo/theme";
import { type OpenPanel, openPanel, type PanelOptions } from "../testing/open-panel";

afterEach(() => {
  setTheme("light");
  vi.restoreAllMocks();
});

async function openTree(options: PanelOptions): Promise<OpenPanel> {
  const panel = await openPanel({ pictured: true, ...options });
  panel.host.style.width = "440px";
  const tab = panel.locator.getByRole("tab", { name: "Versions" });
  if (!panel.root.querySelector(".tree")) await tab.click();
  panel.find<HTMLElement>(".tree").style.height = "420px";
  await expect.poll(() => rows(panel).length).toBeGreaterThan(0);
  return panel;
}

const rows = (panel: OpenPanel) => [...panel.root.querySelectorAll<HTMLElement>(".tree-row")];
const numbers = (panel: OpenPanel) =>
  rows(panel).map((row) => Number(row.querySelector(".tree-number")?.textContent));
const row = (panel: OpenPanel, number: number) =>
  rows(panel)[numbers(panel).indexOf(number)] as HTMLElement;
const frame = (panel: OpenPanel) => panel.find<HTMLElement>(".tree-frame");
const list = (panel: OpenPanel) => panel.find<HTMLElement>(".tree-list");
const said = (panel: OpenPanel) => panel.find(".tree-search [role=status]").textContent;
const search = (panel: OpenPanel) => panel.locator.getByRole("searchbox");
const reached = (panel: OpenPanel) => {
  const id = list(panel).getAttribute("aria-activedescendant");
  return id && panel.root.getElementById(id)?.querySelector(".tree-number")?.textContent;
};
const shown = (panel: OpenPanel) => panel.find<HTMLElement>(".model-view").dataset.shown;
const goOn = (panel: OpenPanel) => panel.find<HTMLButtonElement>(".tree-foot .button");
const numberOf = (panel: OpenPanel) => panel.session.state.value.iterations.at(-1)?.number;

describe("all versions", () => {
  test("stand in a graph with their numbers, the newest at the top", async () => {
    const panel = await openTree({ iterations: 16, branches: true });
    expect(numbers(panel).slice(0, 6)).toEqual([16, 15, 14, 13, 12, 11]);
    expect(said(panel)).toBe("16 versions");
    expect(row(panel, 16).textContent).toContain("current");
    expect(row(panel, 16).querySelector(".point.active")).not.toBeNull();
    const gone = rows(panel).filter((each) => each.matches(".gone"));
    expect(gone.length).toBeGreaterThan(0);
    for (const each of gone) expect(each.querySelector(".point.discarded")).not.toBeNull();
    expect(panel.root.querySelectorAll(".graph .line.active").length).toBeGreaterThan(3);
    expect(row(panel, 16).getAttribute("aria-setsize")).toBe("16");
  });

  test("are looked at by a click, also one that a rewind discarded, and nothing changes", async () => {
    const panel = await openTree({ iterations: 3 });
    const { state } = panel.session;
    const [first, , third] = state.value.iterations.map(({ created_at }) => created_at);
    await panel.session.rewind(first ?? "");
    await expect.poll(() => row(panel, 3)?.matches(".gone")).toBe(true);
    await expect.poll(() => isModelCached(third ?? "")).toBe(false);
    row(panel, 3).click();
    await panel.settled();
    expect(shown(panel)).toBe(third);
    expect(row(panel, 3).ariaSelected).toBe("true");
    expect(state.value.head).toBe(first);
    await expect.element(panel.locator.getByText("Looking at version 3 of 3")).toBeVisible();

    // From there on: it is back, with what led to it.
    goOn(panel).click();
    await expect.poll(() => state.value.head).toBe(third);
    await expect.poll(() => rows(panel).some((each) => each.matches(".gone"))).toBe(false);
    expect(panel.session.viewing.value).toBe("");

    // And from the first of them: what follows is discarded, and one undo brings it back.
    row(panel, 1).click();
    await panel.settled();
    goOn(panel).click();
    await expect.poll(() => state.value.head).toBe(first);
    await expect.poll(() => rows(panel).filter((each) => each.matches(".gone"))).toHaveLength(2);
    await panel.button("Undo").click();
    await expect.poll(() => state.value.head).toBe(third);
    await expect.poll(() => rows(panel).some((each) => each.matches(".gone"))).toBe(false);
  });

  test("include what is far from all that the panel was told", async () => {
    const panel = await openTree({ iterations: 160 });
    const before = shown(panel);
    frame(panel).scrollTop = 1e6;
    await expect.poll(() => numbers(panel).at(-1)).toBe(1);
    let blank = false;
    const watching = new MutationObserver(() => {
      blank ||= ![before, row(panel, 1)?.dataset.id].includes(shown(panel));
    });
    watching.observe(panel.find(".model-view"), { attributes: true });
    row(panel, 1).click();
    await panel.settled();
    watching.disconnect();
    expect(blank).toBe(false);
    await expect.element(panel.locator.getByText("Looking at version 1 of 160")).toBeVisible();
    goOn(panel).click();
    await expect.poll(() => numberOf(panel)).toBe(1);
    await panel.make("make it black");
    await expect.poll(() => numbers(panel)).toContain(161);
  });

  test("of two panels are in step", async () => {
    const one = await openTree({ iterations: 3 });
    const two = await openPanel({ session: one.session });
    await two.make("make it black");
    await expect.poll(() => numbers(one)[0]).toBe(4);
    await one.session.mark(one.session.state.value.head, { name: "the dark one", starred: true });
    await expect.poll(() => row(one, 4).textContent).toContain("the dark one");
    await expect.poll(() => two.versions.at(-1)?.textContent).toContain("the dark one");
    expect(two.versions.at(-1)?.querySelector(".star")).not.toBeNull();
  });
});

describe("five thousand versions", () => {
  test("take few elements, wherever one scrolls, and are searched all", async () => {
    const panel = await openTree({ iterations: 5000, branches: true });
    const ask = vi.spyOn(panel.session, "tree");
    expect(said(panel)).toBe("5,000 versions");
    const elements = () => list(panel).querySelectorAll("*").length;
    expect(rows(panel).length).toBeLessThan(30);
    const few = elements();
    for (const part of [0.3, 0.7, 1]) {
      frame(panel).scrollTop = part * list(panel).offsetHeight;
      const index = Math.min(4990, Math.floor(part * 5000));
      await expect.poll(() => numbers(panel)).toContain(5000 - index);
      expect(rows(panel).length).toBeLessThan(30);
      expect(elements()).toBeLessThan(few * 4);
    }
    expect(numbers(panel).at(-1)).toBe(1);
    // In pages, each once.
    expect(ask.mock.calls.length).toBeLessThan(12);

    await search(panel).fill("#4321");
    await expect.poll(() => numbers(panel)).toEqual([4321]);
    expect(said(panel)).toBe("1 of 5,000");
    await search(panel).fill("GREEN mug");
    await expect.poll(() => rows(panel).length).toBeGreaterThan(5);
    for (const each of rows(panel)) expect(each.title).toMatch(/green mug/);
    expect(rows(panel).length).toBeLessThan(30);
    await search(panel).fill("a purple elephant");
    await expect.element(panel.locator.getByText(/No version is called so/)).toBeVisible();
  });
});

describe("the keys", () => {
  test("walk the list, look, and go back to the search", async () => {
    const panel = await openTree({ iterations: 40 });
    const heard: string[] = [];
    panel.host.addEventListener("keydown", ({ key }) => heard.push(key));
    await search(panel).click();
    await userEvent.keyboard("{ArrowDown}");
    expect(panel.root.activeElement).toBe(list(panel));
    expect(reached(panel)).toBe("40");
    await userEvent.keyboard("{ArrowDown}{ArrowDown}");
    expect(reached(panel)).toBe("38");
    expect(panel.session.viewing.value).toBe("");
    await userEvent.keyboard("{Enter}");
    await panel.settled();
    await expect.element(panel.locator.getByText("Looking at version 38 of 40")).toBeVisible();
    await userEvent.keyboard("{End}");
    await expect.poll(() => reached(panel)).toBe("1");
    const { bottom } = row(panel, 1).getBoundingClientRect();
    expect(bottom).toBeLessThanOrEqual(frame(panel).getBoundingClientRect().bottom + 1);
    await userEvent.keyboard("{Home}{PageDown}{ArrowUp}");
    expect(Number(reached(panel))).toBeLessThan(40);
    await userEvent.keyboard("{Home}");
    await expect.poll(() => reached(panel)).toBe("40");
    expect(heard.filter((key) => /Arrow|Page|Home|End|Enter/.test(key))).toEqual([]);
  });

  test("name a version in its place, and star it", async () => {
    const panel = await openTree({ iterations: 4 });
    const { state } = panel.session;
    const id = state.value.iterations[2]?.created_at ?? "";
    list(panel).focus();
    await userEvent.keyboard("{ArrowDown}{F2}");
    const field = panel.locator.getByRole("textbox", { name: "Name of version 3" });
    await expect.poll(() => panel.root.activeElement?.className).toBe("tree-field");
    await field.fill("with the cork lid");
    await userEvent.keyboard("{Enter}");
    await expect.poll(() => row(panel, 3).textContent).toContain("with the cork lid");
    expect(state.value.marks[id]).toEqual({ name: "with the cork lid", starred: false });
    expect(panel.root.activeElement).toBe(list(panel));
    await userEvent.keyboard("s");
    await expect.poll(() => state.value.marks[id]?.starred).toBe(true);
    // Left as it was.
    await userEvent.keyboard("{F2}");
    await field.fill("something else");
    await userEvent.keyboard("{Escape}");
    expect(state.value.marks[id]?.name).toBe("with the cork lid");

    await panel.locator.getByRole("button", { name: "Starred only" }).click();
    await expect.poll(() => numbers(panel)).toEqual([3]);
    await search(panel).fill("cork");
    await expect.poll(() => said(panel)).toBe("1 of 4");
    await userEvent.keyboard("{Escape}");
    await panel.locator.getByRole("button", { name: "Starred only" }).click();
    await expect.poll(() => numbers(panel)).toHaveLength(4);
  });

  test("undo and redo anywhere in the panel but in a text that can be undone itself", async () => {
    const panel = await openTree({ iterations: 3 });
    const { state } = panel.session;
    const heard: string[] = [];
    panel.host.addEventListener("keydown", ({ key }) => heard.push(key));
    list(panel).focus();
    await userEvent.keyboard("{Control>}z{/Control}");
    await expect.poll(() => numberOf(panel)).toBe(2);
    await userEvent.keyboard("{Control>}{Shift>}z{/Shift}{/Control}");
    await expect.poll(() => numberOf(panel)).toBe(3);
    await userEvent.keyboard("{Meta>}z{/Meta}");
    await expect.poll(() => numberOf(panel)).toBe(2);
    await userEvent.keyboard("{Control>}y{/Control}");
    await expect.poll(() => numberOf(panel)).toBe(3);
    expect(heard.filter((key) => /^[yz]$/i.test(key))).toEqual([]);
    // An empty prompt has nothing to undo, and one with words has.
    await panel.prompt.click();
    await userEvent.keyboard("{Control>}z{/Control}");
    await expect.poll(() => numberOf(panel)).toBe(2);
    await panel.prompt.fill("make it");
    const { head } = state.value;
    await userEvent.keyboard("{Control>}z{/Control}");
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(state.value.head).toBe(head);
  });
});

describe("pictures", () => {
  test("of what nobody has scrolled to are drawn while the page is idle, and no model stays", async () => {
    const panel = await openTree({ iterations: 60, pictured: false });
    const page = await panel.session.tree(0, 60);
    const last = page.at(-1)?.created_at ?? "";
    expect(numbers(panel)).not.toContain(1);
    await expect.poll(() => getThumbnail(last), { timeout: 60_000 }).not.toBeNull();
    await expect.poll(() => isModelCached(last)).toBe(false);
  });

  test("cost nothing where the user asked to save data", async () => {
    Object.defineProperty(navigator, "connection", {
      value: { saveData: true },
      configurable: true,
    });
    try {
      const panel = await openPanel({ iterations: 5 });
      const fetched = vi.spyOn(panel.session, "channel");
      await panel.locator.getByRole("tab", { name: "Versions" }).click();
      await new Promise((resolve) => setTimeout(resolve, 2500));
      expect(fetched).not.toHaveBeenCalled();
      expect(await getThumbnail(panel.versions[0]?.dataset.id ?? "")).toBeNull();
    } finally {
      Reflect.deleteProperty(navigator, "connection");
    }
  });
});

test("a kernel that does not answer is told, and is asked again when it does", async () => {
  const panel = await openTree({ iterations: 200 });
  panel.session.connected.value = false;
  frame(panel).scrollTop = 1e6;
  await expect.element(panel.locator.getByRole("alert")).toHaveTextContent(/does not answer/);
  panel.session.connected.value = true;
  await expect.poll(() => numbers(panel).at(-1)).toBe(1);
  await expect.poll(() => panel.root.querySelector(".tree .failure")).toBeNull();
});

describe.each(["light", "dark"] as const)("in the %s theme, axe finds nothing", (theme) => {
  test.each(["a graph", "a search", "a name"])("in %s", async (state) => {
    setTheme(theme);
    document.body.style.background = "var(--jp-layout-color0)";
    const panel = await openTree({ iterations: 16, branches: true });
    await panel.session.mark(row(panel, 15).dataset.id ?? "", { name: "the one", starred: true });
    if (state === "a search") await search(panel).fill("nothing of the kind");
    if (state === "a name") {
      list(panel).focus();
      await userEvent.keyboard("{F2}");
    }
    for (const canvas of panel.root.querySelectorAll("canvas"))
      canvas.style.mixBlendMode = "normal";
    const { violations } = await axe.run(panel.host);
    const found = violations.flatMap(({ id, nodes }) =>
      nodes.map((node) => `${id}: ${node.html} ${node.failureSummary}`),
    );
    expect(found).toEqual([]);
  });
});
