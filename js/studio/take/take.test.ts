import { Box3, Mesh, type Object3D, Vector3 } from "three";
import { strFromU8, unzipSync } from "three/addons/libs/fflate.module.js";
import { ThreeMFLoader } from "three/addons/loaders/3MFLoader.js";
import { GLTFLoader } from "three/addons/loaders/GLTFLoader.js";
import { OBJLoader } from "three/addons/loaders/OBJLoader.js";
import { PLYLoader } from "three/addons/loaders/PLYLoader.js";
import { STLLoader } from "three/addons/loaders/STLLoader.js";
import { USDLoader } from "three/addons/loaders/USDLoader.js";
import { expect, test, vi } from "vitest";
import { page } from "vitest/browser";
import { demoSession } from "../../demo/session";
import { count, decode } from "../../testing/pixels";
import { noteDownloads } from "../testing/downloads";
import { type OpenPanel, openPanel } from "../testing/open-panel";

async function openTake(panel?: OpenPanel): Promise<OpenPanel> {
  const open = panel ?? (await openPanel({ iterations: 1 }));
  await open.settled();
  await open.locator.getByRole("tab", { name: "Take away" }).click();
  return open;
}

const size = (root: Object3D) => {
  root.updateMatrixWorld(true);
  return new Box3().setFromObject(root, true).getSize(new Vector3());
};

const READ: Record<string, (bytes: ArrayBuffer) => Object3D | Promise<Object3D>> = {
  GLB: async (bytes) => (await new GLTFLoader().parseAsync(bytes, "")).scene,
  USDZ: (bytes) => new USDLoader().parse(bytes),
  STL: (bytes) => new Mesh(new STLLoader().parse(bytes)),
  "3MF": (bytes) => new ThreeMFLoader().parse(bytes),
  PLY: (bytes) => new Mesh(new PLYLoader().parse(bytes)),
  OBJ: (bytes) => {
    const files = unzipSync(new Uint8Array(bytes));
    return new OBJLoader().parse(strFromU8(files["a-red-bottle.obj"] ?? new Uint8Array()));
  },
};

test("the version on screen is saved in each format, under its prompt's name", async () => {
  const downloads = noteDownloads();
  const panel = await openTake();
  const sizes = new Map<string, Vector3>();
  for (const format of Object.keys(READ)) {
    const before = downloads.length;
    await panel.button(`Download as ${format}`).click();
    if (format === "STL" || format === "3MF") {
      await panel.button("Save it all the same").click();
    }
    await expect.poll(() => downloads.length).toBe(before + 1);
    const { name, bytes } = downloads.at(-1) ?? { name: "", bytes: new ArrayBuffer(0) };
    const end = format === "OBJ" ? "obj.zip" : format.toLowerCase();
    expect(name).toBe(`a-red-bottle.${end}`);
    sizes.set(format, size((await READ[format]?.(bytes)) as Object3D));
  }
  const { x, y, z } = sizes.get("GLB") as Vector3;
  for (const [format, found] of sizes) {
    const printed = format === "STL" || format === "3MF";
    const expected = printed ? [1000 * x, 1000 * z, 1000 * y] : [x, y, z];
    for (const [axis, length] of found.toArray().entries()) {
      expect(length / (expected[axis] as number), `${format}, axis ${axis}`).toBeCloseTo(1, 3);
    }
  }
});

test("a model that no printer could make is told, with the way out", async () => {
  const downloads = noteDownloads();
  const session = await demoSession({ iterations: 1, stageMilliseconds: 10 });
  session.operations.value = [{ name: "repair", label: "Repair", options: [] }];
  const repair = vi.spyOn(session, "process").mockResolvedValue();
  const panel = await openTake(await openPanel({ session }));
  await panel.button("Download as STL").click();
  await expect
    .poll(() => panel.root.querySelector('[role="alert"]')?.textContent)
    .toMatch(/not watertight.*open in/);
  expect(downloads).toEqual([]);
  await panel.button("Repair it first").click();
  const { head } = session.state.value;
  expect(repair).toHaveBeenCalledWith("repair", {}, head);
  await expect.poll(() => panel.find(".take-news").textContent).toMatch(/new version/);
});

test("a picture has the size that was asked for, with and without what is behind it", async () => {
  const downloads = noteDownloads();
  const panel = await openTake();
  await panel.locator.getByLabelText("Longest side").first().selectOptions("512 px");
  await panel.button("Download PNG").click();
  await expect.poll(() => downloads.length).toBe(1);
  await panel.locator.getByLabelText("Shape").selectOptions("Square");
  await panel.locator.getByLabelText("Transparent").click();
  await panel.button("Download PNG").click();
  await expect.poll(() => downloads.length).toBe(2);
  expect(downloads.map(({ name }) => name)).toEqual(Array(2).fill("a-red-bottle.png"));
  const [opaque, clear] = await Promise.all(
    downloads.map(({ bytes }) => decode(new Blob([bytes], { type: "image/png" }))),
  );
  if (!opaque || !clear) throw new Error("there are two");
  expect(opaque.width).toBe(512);
  expect(opaque.height).toBeLessThan(512);
  expect(count(opaque, (_r, _g, _b, alpha) => alpha < 255)).toBe(0);
  expect([clear.width, clear.height]).toEqual([512, 512]);
  expect(clear.data[3]).toBe(0);
  expect(count(clear, (r, g, b, a) => a > 200 && r > g + 60 && r > b + 60)).toBeGreaterThan(2000);
});

test("a film is made with its progress, and can be given up", async () => {
  const downloads = noteDownloads();
  const panel = await openTake();
  await panel.locator.getByLabelText("Format").selectOptions("GIF");
  await panel.locator.getByLabelText("Longest side").nth(1).selectOptions("1080 px");
  await panel.locator.getByLabelText("Length").selectOptions("20 s");
  // By the page itself: a small film may be done before a pointer is there.
  ((await panel.button("Download the film").element()) as HTMLElement).click();
  const cancel = () => panel.root.querySelector<HTMLElement>(".take-news .button");
  await expect.poll(cancel, { interval: 5 }).not.toBeNull();
  expect(panel.find(".take-news").textContent).toMatch(/Turning the product.*Cancel/);
  cancel()?.click();
  await expect.element(panel.button("Download the film")).toBeEnabled();
  expect(downloads).toEqual([]);
  expect(panel.root.querySelector(".take .failure")).toBeNull();

  await panel.locator.getByLabelText("Longest side").nth(1).selectOptions("360 px");
  await panel.locator.getByLabelText("Length").selectOptions("3 s");
  await panel.button("Download the film").click();
  await expect.poll(() => downloads.length, { timeout: 120_000 }).toBe(1);
  const { name, bytes } = downloads[0] ?? { name: "", bytes: new ArrayBuffer(0) };
  expect(name).toBe("a-red-bottle.gif");
  const decoder = new ImageDecoder({ data: bytes, type: "image/gif" });
  await decoder.tracks.ready;
  expect(decoder.tracks.selectedTrack?.frameCount).toBe(45);
});

test("the whole session comes from the kernel, and is not offered without one", async () => {
  const downloads = noteDownloads();
  const session = await demoSession({ iterations: 1 });
  const panel = await openTake(await openPanel({ session }));
  await expect.element(panel.button(/Archive/)).not.toBeInTheDocument();
  panel.unmount();

  const asked: string[] = [];
  Object.assign(session, {
    takeSession: async (what: string) => {
      asked.push(what);
      return new Blob([what]);
    },
  });
  const other = await openTake(await openPanel({ session }));
  await other.button(/Web page/).click();
  await expect.poll(() => downloads.length).toBe(1);
  await other.button(/Archive/).click();
  await expect.poll(() => downloads.length).toBe(2);
  expect(asked).toEqual(["page", "archive"]);
  expect(downloads.map(({ name }) => name)).toEqual(["demo.html", "demo.zip"]);
});

test("there is nothing to take away before the first version", async () => {
  const panel = await openTake(await openPanel());
  await expect.element(panel.locator.getByText(/nothing to take away/)).toBeVisible();
});

test("it fits beside a narrow stage", async () => {
  await page.viewport(360, 700);
  const panel = await openTake();
  panel.host.style.width = "360px";
  const { scrollWidth, clientWidth } = panel.find(".take");
  expect(scrollWidth).toBeLessThanOrEqual(clientWidth);
  await page.viewport(800, 700);
});
