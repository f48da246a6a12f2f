/**
 * The front end on a plain page: real panel, real viewer, real cache, no Jupyter and no kernel.
 *
 * `?iterations=200` begins with a history of that length, `?branches` with some of it beside the line,
 * `?panels=2` shows the session twice, in `?paints` an edit can keep the shape and costs something.
 */

import { clearAllModelCache } from "../cache/model-cache";
import { mountStudio } from "../studio/mount";
import { demoSession } from "./session";
import { setTheme } from "./theme";

const query = new URLSearchParams(location.search);
const main = document.querySelector("main") as HTMLElement;
const dark = document.querySelector("#dark") as HTMLInputElement;
const answers = document.querySelector("#answers") as HTMLInputElement;

dark.checked = matchMedia("(prefers-color-scheme: dark)").matches;
dark.addEventListener("change", () => setTheme(dark.checked ? "dark" : "light"));
setTheme(dark.checked ? "dark" : "light");

// The demo forgets its session with the page, and what the cache kept of it is of no more use.
await clearAllModelCache();
const session = await demoSession({
  iterations: Number(query.get("iterations") ?? 0),
  branches: query.has("branches"),
  paints: query.has("paints"),
});
if (query.has("paints")) {
  session.money.value = { spent: 0, next_create: 0.09, next_edit: 0.09, cap: 5 };
}
answers.addEventListener("change", () => {
  session.connected.value = answers.checked;
});
for (let panels = Number(query.get("panels") ?? 1); panels > 0; panels -= 1) {
  const host = document.createElement("div");
  main.append(host);
  mountStudio(host, session);
}
