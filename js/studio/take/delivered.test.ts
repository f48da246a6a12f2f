import { expect, test, vi } from "vitest";
import { type OpenPanel, openPanel } from "../testing/open-panel";

const FILE = {
  role: "delivered",
  url: `blob+sha256:${"a".repeat(64)}`,
  sha256: "a".repeat(64),
  size: 4,
  media_type: "image/png",
  name: "preview.png",
} as const;

function withFile(panel: OpenPanel): void {
  const state = panel.session.state.value;
  const iterations = state.iterations.map((each) => ({
    ...each,
    artifacts: [...each.artifacts, FILE],
  }));
  panel.session.state.value = { ...state, iterations };
}

test("what came with a version is had from the kernel under its own name", async () => {
  const panel = await openPanel();
  await panel.make("a red box");
  expect(panel.root.querySelector(".delivered")).toBeNull();
  withFile(panel);
  const channel = vi.spyOn(panel.session, "channel").mockResolvedValue(new Blob(["abcd"]));
  const handed: string[] = [];
  const click = vi.spyOn(HTMLAnchorElement.prototype, "click").mockImplementation(function (
    this: HTMLAnchorElement,
  ) {
    handed.push(this.download);
  });
  await panel.button("Download preview.png").click();
  await expect.poll(() => handed).toEqual(["preview.png"]);
  expect(channel).toHaveBeenCalledWith(FILE.sha256, {});
  click.mockRestore();
});

test("a file that is gone is told in a sentence", async () => {
  const panel = await openPanel();
  await panel.make("a red box");
  withFile(panel);
  vi.spyOn(panel.session, "channel").mockRejectedValue(new Error("Its file is gone."));
  await panel.button("Download preview.png").click();
  await expect.poll(() => panel.find(".delivered [role=alert]").textContent).toContain("is gone");
});
