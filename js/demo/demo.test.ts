import axe from "axe-core";
import { afterAll, expect, test } from "vitest";
import { page, userEvent } from "vitest/browser";
import { clearAllModelCache } from "../cache/model-cache";
import html from "./index.html?raw";

const address = location.href;
afterAll(async () => {
  history.replaceState(null, "", address);
  await clearAllModelCache();
});

test("the demo page works as a whole: history, panels, prompts, theme, a kernel that goes away", async () => {
  await page.viewport(900, 900);
  history.replaceState(null, "", "?iterations=3&panels=2");
  const { head, body } = new DOMParser().parseFromString(html, "text/html");
  document.head.append(...head.querySelectorAll("style"));
  document.body.append(...body.querySelectorAll("header, main"));
  await import("./main");

  const panels = [...document.querySelectorAll(".prodwidget")].map(({ shadowRoot }) => shadowRoot);
  const counts = () => panels.map((root) => root?.querySelectorAll(".iteration").length);
  await expect.poll(() => counts()).toEqual([3, 3]);
  await expect.element(page.getByText("demo, no kernel").first()).toBeVisible();

  await page.getByRole("textbox").first().fill("make it a black jar");
  await userEvent.keyboard("{Enter}");
  await expect.poll(() => counts()).toEqual([4, 4]);

  await page.getByLabelText("Dark theme").click();
  expect(document.body.dataset.jpThemeLight).toBe("false");
  expect(getComputedStyle(document.body).backgroundColor).toBe("rgb(17, 17, 17)");

  await page.getByLabelText("The kernel answers").click();
  await page.getByRole("textbox").first().fill("make it red");
  await userEvent.keyboard("{Enter}");
  await expect.element(page.getByText(/demo's switch above/)).toBeVisible();

  const { violations } = await axe.run("header");
  expect(violations).toEqual([]);
});
