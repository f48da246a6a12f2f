import { expect, test, vi } from "vitest";
import { demoSession } from "../../demo/session";
import { withResolvers } from "../../with-resolvers";
import { openPanel } from "../testing/open-panel";

test("the moment before a first picture says what it waits for", async () => {
  const session = await demoSession({ stageMilliseconds: 10 });
  const { channel } = session;
  let gate = withResolvers<void>();
  vi.spyOn(session, "channel").mockImplementation(async (...asked) => {
    await gate.promise;
    return channel(...asked);
  });
  const panel = await openPanel({ session });
  const loading = () => panel.root.querySelector<HTMLElement>(".loading");
  expect(loading()).toBeNull();
  await panel.send("a red bottle");
  await expect.poll(() => loading()?.textContent).toBe("Loading the model…");
  expect(session.status.value.status).toBe("complete");
  expect(getComputedStyle(loading() as HTMLElement).visibility).toBe("visible");
  gate.resolve();
  await panel.settled();
  expect(loading()).toBeNull();

  // Behind the version before it there is nothing blank, and no hurry to say anything.
  gate = withResolvers<void>();
  await panel.send("make it blue");
  await expect.poll(() => loading()?.matches(".late")).toBe(true);
  await expect.poll(() => getComputedStyle(loading() as HTMLElement).visibility).toBe("visible");
  panel.session.viewing.value = panel.session.state.value.iterations[0]?.created_at ?? "";
  await expect.poll(loading).toBeNull();
  gate.resolve();
});
