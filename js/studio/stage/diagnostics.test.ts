import axe from "axe-core";
import { afterEach, describe, expect, test, vi } from "vitest";
import { userEvent } from "vitest/browser";
import { openPanel } from "../testing/open-panel";
import { asText } from "./diagnostics";

afterEach(() => vi.restoreAllMocks());

async function opened() {
  const panel = await openPanel({ iterations: 1 });
  await panel.locator.getByRole("tab", { name: "Facts" }).click();
  await panel.button("Diagnostics…").click();
  return { panel, sheet: panel.find(".diagnostics") };
}

describe("the diagnostics", () => {
  test("say where models are kept, what draws them, and whether the kernel answers", async () => {
    const { panel, sheet } = await opened();
    const said = (name: string) =>
      [...sheet.querySelectorAll("dl > div")].find((row) => row.textContent?.startsWith(name))
        ?.textContent;
    expect(said("Models are kept in")).toMatch(/CacheStorage$/);
    expect(said("Drawn by")).toMatch(/SwiftShader|ANGLE/);
    expect(said("On the GPU")).toMatch(/1 context/);
    expect(said("Kernel")).toMatch(/answers$/);
    panel.session.connected.value = false;
    await expect.poll(() => said("Kernel")).toMatch(/does not answer$/);
  });

  test("take the focus, keep keys to themselves, and give the focus back", async () => {
    const { panel, sheet } = await opened();
    expect(panel.root.activeElement).toBe(sheet);
    const heard = vi.fn();
    document.addEventListener("keydown", heard);
    await userEvent.keyboard("d{Escape}");
    document.removeEventListener("keydown", heard);
    expect(heard).not.toHaveBeenCalled();
    expect(panel.root.querySelector(".diagnostics")).toBeNull();
    expect(panel.root.activeElement?.getAttribute("aria-label")).toBe("Diagnostics…");
  });

  test("are copied as text, or selected where the page may not copy", async () => {
    const { panel, sheet } = await opened();
    const write = vi.spyOn(navigator.clipboard, "writeText").mockResolvedValue();
    await panel.locator.getByRole("button", { name: "Copy", exact: true }).click();
    await expect.element(panel.locator.getByText("Copied.")).toBeVisible();
    expect(write.mock.lastCall?.[0]).toMatch(/^Models are kept in: CacheStorage\n/);
    write.mockRejectedValue(new DOMException("not allowed", "NotAllowedError"));
    await panel.locator.getByRole("button", { name: "Copy", exact: true }).click();
    await expect.poll(() => sheet.textContent).toMatch(/press Ctrl\+C/);
  });

  test("give axe nothing to find", async () => {
    const { panel } = await opened();
    const { violations } = await axe.run(panel.host);
    expect(violations.map(({ id }) => id)).toEqual([]);
  });

  test("put each reason under what it explains", () => {
    const text = asText([
      { name: "Models are kept in", value: "memory", reasons: ["Not in X: Y"] },
    ]);
    expect(text).toBe("Models are kept in: memory\n  Not in X: Y");
  });
});
