import { describe, expect, test, vi } from "vitest";
import { userEvent } from "vitest/browser";
import { SessionError } from "../session";
import { type OpenPanel, openPanel } from "../testing/open-panel";
import { sendable } from "./sendable";

async function picture(name: string, width = 96, height = 80): Promise<File> {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext("2d");
  if (context) {
    context.fillStyle = `rgb(${name.length * 20} 80 60)`;
    context.fillRect(0, 0, width, height);
  }
  return new File([await canvas.convertToBlob()], name, { type: "image/png" });
}

const broken = () => new File(["no pixels"], "broken.png", { type: "image/png" });

function carrying(...files: File[]): DataTransfer {
  const data = new DataTransfer();
  for (const file of files) data.items.add(file);
  return data;
}

function drop(panel: OpenPanel, ...files: File[]): DragEvent {
  const event = new DragEvent("drop", {
    dataTransfer: carrying(...files),
    bubbles: true,
    composed: true,
    cancelable: true,
  });
  panel.find(".stage").dispatchEvent(event);
  return event;
}

const tiles = (panel: OpenPanel) => [...panel.root.querySelectorAll(".own")];
const ready = (panel: OpenPanel, count: number) =>
  expect
    .poll(() => panel.root.querySelectorAll('.own:not(.trouble)[aria-busy="false"]').length)
    .toBe(count);

describe("pictures of one's own", () => {
  test("are dropped anywhere on the panel, named by a view, and go with the prompt", async () => {
    const panel = await openPanel();
    const create = vi.spyOn(panel.session, "create");
    const files = [await picture("front.png"), await picture("other.png")];
    expect(drop(panel, ...files).defaultPrevented).toBe(true);
    await ready(panel, 2);
    const select = panel.locator.getByRole("combobox", { name: "What front.png shows" });
    await select.selectOptions("front");
    // Two cannot show the same side.
    await panel.locator
      .getByRole("combobox", { name: "What other.png shows" })
      .selectOptions("front");
    await expect.element(select).toHaveValue("");
    await panel.send("a red mug");
    const pictures = create.mock.lastCall?.[1]?.pictures;
    expect(pictures?.map(({ view }) => view)).toEqual(["", "front"]);
    expect(pictures?.[0]?.sha256).toMatch(/^[0-9a-f]{64}$/);
    await panel.settled();
    expect(tiles(panel)).toHaveLength(0);
  });

  test("are pasted; what is pasted with words stays words", async () => {
    const panel = await openPanel();
    const paste = (data: DataTransfer) => {
      const event = new ClipboardEvent("paste", {
        clipboardData: data,
        bubbles: true,
        composed: true,
        cancelable: true,
      });
      panel.find("textarea").dispatchEvent(event);
      return event.defaultPrevented;
    };
    const words = carrying(await picture("words.png"));
    words.setData("text/plain", "from a document");
    expect(paste(words)).toBe(false);
    expect(tiles(panel)).toHaveLength(0);
    expect(paste(carrying(await picture("pasted.png")))).toBe(true);
    await ready(panel, 1);
  });

  test("are chosen with a button, and are enough to begin with", async () => {
    const panel = await openPanel();
    await expect.element(panel.button("Add pictures")).toBeVisible();
    const chooser = panel.find<HTMLInputElement>("input[type=file]");
    expect([chooser.multiple, chooser.accept]).toEqual([true, "image/*"]);
    chooser.files = carrying(await picture("mug.png")).files;
    chooser.dispatchEvent(new Event("change", { bubbles: true }));
    await ready(panel, 1);
    await panel.prompt.click();
    await userEvent.keyboard("{Enter}");
    await panel.settled();
    await expect.poll(() => panel.versions[0]?.textContent).toContain("From a picture");
    // An edit says what is to be changed.
    drop(panel, await picture("logo.png"));
    await ready(panel, 1);
    await expect.element(panel.button("Edit")).toBeDisabled();
  });

  test("that cannot be used say why beside them, and are taken out with a cross", async () => {
    const panel = await openPanel();
    const notes = new File(["words"], "notes.pdf", { type: "application/pdf" });
    drop(panel, broken(), notes, await picture("good.png"));
    await expect.element(panel.locator.getByText(/broken.png is no picture/)).toBeVisible();
    await expect.element(panel.locator.getByText(/notes.pdf is no picture/)).toBeVisible();
    const create = vi.spyOn(panel.session, "create");
    await panel.send("a red mug");
    expect(create).not.toHaveBeenCalled();
    await expect.element(panel.locator.getByText(/A picture is not ready/)).toBeVisible();
    await panel.button("Take out broken.png").click();
    await panel.button("Take out notes.pdf").click();
    await panel.prompt.click();
    await userEvent.keyboard("{Enter}");
    expect(create.mock.lastCall?.[1]?.pictures).toHaveLength(1);
  });

  test("are tried again where the kernel did not answer", async () => {
    const panel = await openPanel();
    vi.spyOn(panel.session, "addPicture").mockRejectedValueOnce(
      new SessionError("The kernel does not answer.", "Wait."),
    );
    drop(panel, await picture("mug.png"));
    await expect.element(panel.locator.getByText(/kernel does not answer/)).toBeVisible();
    await panel.button("Try again").click();
    await ready(panel, 1);
  });

  test("are eight at most, and one is told how many were left out", async () => {
    const panel = await openPanel();
    const files = await Promise.all(Array.from({ length: 10 }, (_, at) => picture(`${at}.png`)));
    drop(panel, ...files);
    await ready(panel, 8);
    await expect.element(panel.locator.getByText(/2 were left out/)).toBeVisible();
  });

  test("come back with a prompt whose job fails", async () => {
    const panel = await openPanel();
    drop(panel, await picture("mug.png"));
    await ready(panel, 1);
    const create = vi.spyOn(panel.session, "create");
    await panel.send("fail to make a mug");
    await expect.element(panel.button("Try again")).toBeVisible();
    await ready(panel, 1);
    await panel.button("Try again").click();
    expect(create.mock.lastCall?.[1]?.pictures).toHaveLength(1);
    await panel.settled();
    await expect.poll(() => tiles(panel)).toHaveLength(0);
  });
});

describe("before it is sent, a picture", () => {
  test("that is very large is made smaller", async () => {
    const small = await sendable(await picture("panorama.png", 6000, 300));
    const { width, height } = await createImageBitmap(small);
    expect([width, height]).toEqual([4096, 205]);
  });

  test("stays as it is where it is small, or this browser cannot read it", async () => {
    const fine = await picture("mug.png");
    expect(await sendable(fine)).toBe(fine);
    const unknown = broken();
    expect(await sendable(unknown)).toBe(unknown);
  });
});
