import { expect, test, vi } from "vitest";
import { cacheStatistics, clearAllModelCache } from "../../cache/model-cache";
import { demoSession } from "../../demo/session";
import { noteDownloads } from "../testing/downloads";
import { openPanel } from "../testing/open-panel";
import { fileName } from "../words/format";

test("the version on screen is downloaded, under its prompt's name", async () => {
  const downloads = noteDownloads();
  const session = await demoSession({ iterations: 1 });
  const panel = await openPanel({ session });
  await panel.make("make it a blue box");
  const before = cacheStatistics();
  await panel.button("Download the model").click();
  await expect.poll(() => downloads.length).toBe(1);
  panel.versions[0]?.click();
  await panel.settled();
  await panel.button("Download the model").click();
  await expect.poll(() => downloads.length).toBe(2);
  expect(downloads.map(({ name }) => name)).toEqual(["make-it-a-blue-box.glb", "a-red-bottle.glb"]);
  const made = session.state.value.iterations.map(({ artifacts }) => artifacts[0]?.sha256 ?? "");
  for (const [index, sha256] of [...made].reverse().entries()) {
    expect(await digestOf(downloads[index]?.bytes)).toBe(sha256);
  }
  expect(cacheStatistics().channelFetches, "they were in the browser").toBe(before.channelFetches);
  await expect.poll(() => cacheStatistics().outstanding, { timeout: 20_000 }).toBe(0);
});

test("where the model cannot be had, the panel says why", async () => {
  const downloads = noteDownloads();
  const session = await demoSession({ iterations: 1 });
  const { channel } = session;
  let gone = false;
  vi.spyOn(session, "channel").mockImplementation((sha256, options) =>
    gone ? Promise.reject(new Error("The kernel is gone.")) : channel(sha256, options),
  );
  const panel = await openPanel({ session });
  await panel.settled();
  gone = true;
  await clearAllModelCache();
  await panel.button("Download the model").click();
  await expect.poll(() => panel.root.querySelector(".notice")?.textContent).toMatch(/kernel/);
  expect(downloads).toEqual([]);
});

test("there is nothing to download before there is a product", async () => {
  const panel = await openPanel();
  await expect.element(panel.button("Download the model")).toBeDisabled();
});

test.each([
  ["A matte black bottle, with a copper lid!", "A-matte-black-bottle-with-a-copper-lid.glb"],
  ["../../etc/passwd", "etc-passwd.glb"],
  ["кружка\u0000 红色的杯子", "кружка-红色的杯子.glb"],
  ["bottle ".repeat(40), `${"bottle-".repeat(8)}bott.glb`],
  ["…", "model.glb"],
  [undefined, "model.glb"],
])("%j is saved as %s", (name, file) => {
  expect(fileName(name)).toBe(file);
});

async function digestOf(bytes = new ArrayBuffer(0)): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(digest, (each) => each.toString(16).padStart(2, "0")).join("");
}
