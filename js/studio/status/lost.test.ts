import { describe, expect, test, vi } from "vitest";
import { userEvent } from "vitest/browser";
import { demoSession } from "../../demo/session";
import { type OpenPanel, openPanel } from "../testing/open-panel";
import { texts } from "../words/texts";

async function lost(width = 640): Promise<OpenPanel> {
  const panel = await openPanel({ iterations: 1 });
  panel.host.style.width = `${width}px`;
  await panel.send("lose the request to make it blue");
  await expect.element(panel.locator.getByRole("alert")).toHaveTextContent(/is not known/);
  return panel;
}

describe("a paid request of which nobody knows whether it arrived", () => {
  test("is sent again by its user's word, which says first what it may cost", async () => {
    const panel = await lost();
    const recover = vi.spyOn(panel.session, "recover");
    // Nothing that would run into the same again.
    expect(panel.button("Go on with it").query()).toBeNull();
    await panel.button("Send again…").click();
    await expect
      .element(panel.locator.getByRole("group", { name: "Send again?" }))
      .toHaveTextContent(
        "Sending it again costs about $0.02. If the first one did arrive, both are paid.",
      );
    // A key that is pressed twice pays nothing.
    expect(panel.root.activeElement?.textContent).toBe("Not now");
    await userEvent.keyboard("{Enter}");
    await expect.element(panel.button("Send again…")).toBeVisible();
    expect(panel.root.activeElement?.textContent).toBe("Send again…");
    expect(recover).not.toHaveBeenCalled();
    await panel.button("Send again…").click();
    await panel.button("Send again").click();
    await expect.poll(() => panel.versions).toHaveLength(2);
    expect(recover.mock.calls.map(([, how]) => how)).toEqual([{ sendAgain: true }]);
    expect(panel.root.querySelector(".lost")).toBeNull();
  });

  test("stands alone where nothing was made yet", async () => {
    const panel = await openPanel();
    await expect.element(panel.locator.getByText(texts.layout.begin("product"))).toBeVisible();
    await panel.send("lose the request to make it blue");
    await expect.element(panel.locator.getByRole("alert")).toHaveTextContent(/is not known/);
    expect(panel.root.querySelector(".examples")).toBeNull();
  });

  test("is gone on with by its id at the provider", async () => {
    const panel = await lost();
    const heard: string[] = [];
    panel.host.addEventListener("keydown", ({ key }) => heard.push(key));
    const go = panel.button("Go on with this one");
    await expect.element(go).toBeDisabled();
    const field = panel.locator.getByLabelText(/by its request id/);
    await field.fill("elsewhere");
    await go.click();
    await expect
      .element(panel.locator.getByText("“elsewhere” is no request id of the demo."))
      .toBeVisible();
    await field.fill(" demo-1 ");
    await userEvent.keyboard("{Enter}");
    await expect.poll(() => panel.versions).toHaveLength(2);
    expect(heard).toEqual([]);
  });

  test("says so where its price is not known, or the kernel does not answer", async () => {
    const panel = await lost();
    panel.session.connected.value = false;
    await panel.button("Send again…").click();
    await expect.element(panel.locator.getByText(/demo's switch/)).toBeVisible();
    panel.session.connected.value = true;
    vi.spyOn(panel.session, "priceAgain").mockResolvedValue(null);
    await panel.button("Send again…").click();
    await expect.element(panel.locator.getByText("costs what it cost before")).toBeVisible();
  });

  test.each([200, 640])("is told with its pictures, in a panel of %d px", async (width) => {
    const panel = await lost(width);
    const [artifact] = (await panel.session.page(0, 1))[0]?.artifacts ?? [];
    const picture = { ...artifact, role: "reference" as const, sha256: "0".repeat(64) };
    const status = panel.session.status.value;
    panel.session.status.value = { ...status, previews: [picture as (typeof status.previews)[0]] };
    await expect.poll(() => panel.root.querySelectorAll(".card.error .preview")).toHaveLength(1);
    await panel.button("Send again…").click();
    const frame = panel.find(".lost").getBoundingClientRect();
    for (const each of panel.root.querySelectorAll(".lost *")) {
      const { left, right } = each.getBoundingClientRect();
      expect([left >= frame.left, right <= frame.right], each.outerHTML).toEqual([true, true]);
    }
  });
});

test("what a job left running is stopped, or gone on with", async () => {
  const session = await demoSession({ iterations: 1, stageMilliseconds: 10 });
  const panel = await openPanel({ session });
  const cancel = vi.spyOn(session, "cancel");
  session.status.value = {
    ...session.status.value,
    status: "left_running",
    job: "the-job",
    recoverable: true,
    error: {
      code: "left_running",
      message: "fal could not be told to stop.",
      hint: "",
      retryable: false,
      provider: "fal",
      request_id: "",
    },
  };
  await expect.element(panel.button("Go on with it")).toBeVisible();
  await panel.button("Stop it").click();
  expect(cancel.mock.calls).toEqual([["the-job"]]);
});
