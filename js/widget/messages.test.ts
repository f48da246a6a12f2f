import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { SessionError } from "../studio/session";
import { KernelMessages } from "./messages";
import { Seam, type Sent } from "./testing/seam";

const DIGEST = "a".repeat(64);
const file = Uint8Array.from({ length: 10 }, (_, index) => index);

let seam: Seam;
let messages: KernelMessages;

beforeEach(() => {
  vi.useFakeTimers();
  seam = new Seam();
  messages = new KernelMessages(seam);
});

afterEach(() => {
  messages.dispose();
  vi.useRealTimers();
});

const last = () => seam.sent.at(-1) as Sent;
const bytesOf = async (blob: Blob) => [...new Uint8Array(await blob.arrayBuffer())];
const failure = (work: Promise<unknown>) =>
  work.then(
    () => expect.fail("it was answered"),
    (reason: unknown) => reason,
  );

test("a picture goes to the kernel with the id of what it shows", async () => {
  const send = vi.spyOn(seam, "send");
  await messages.keepPicture("one", new Blob([file]));
  const [message, , buffers] = send.mock.lastCall as unknown as [Sent, unknown, ArrayBuffer[]];
  expect(message).toMatchObject({ type: "picture", of: "one" });
  expect([...new Uint8Array(buffers[0] as ArrayBuffer)]).toEqual([...file]);
});

describe("a picture of the user's own", () => {
  test("goes in parts, until the kernel has it whole", async () => {
    const send = vi.spyOn(seam, "send");
    const large = new Blob([new Uint8Array((1 << 20) + 5)]);
    const kept = { sha256: DIGEST, width: 90, height: 70 };
    seam.kernel = ({ id, offset }) =>
      seam.answer({ type: "reply", id, ok: true, value: offset ? kept : null });
    expect(await messages.addPicture(large, "mug.png")).toEqual(kept);
    const [one, two] = seam.sent as [Sent, Sent];
    expect(one).toMatchObject({ offset: 0, total: large.size, name: "mug.png" });
    expect(two).toMatchObject({ type: "picture_part", upload: one.upload, offset: 1 << 20 });
    const buffers = send.mock.calls as unknown as [Sent, unknown, ArrayBuffer[]][];
    expect(buffers.map(([, , [part]]) => part?.byteLength)).toEqual([1 << 20, 5]);
  });

  test("that never came whole is told, and one that is taken out goes no further", async () => {
    seam.kernel = ({ id }) => seam.answer({ type: "reply", id, ok: true, value: null });
    expect(await failure(messages.addPicture(new Blob([file]), "mug.png"))).toMatchObject({
      message: /arrive whole/,
    });
    const abort = new AbortController();
    seam.kernel = () => abort.abort(new Error("taken out"));
    const large = new Blob([new Uint8Array(1 << 20), file]);
    expect(await failure(messages.addPicture(large, "mug.png", abort.signal))).toEqual(
      new Error("taken out"),
    );
    expect(seam.sent.filter(({ total }) => total === large.size)).toHaveLength(1);
  });
});

test("what is only asked aside says nothing of the kernel where no answer comes", async () => {
  const edit = {
    prompt: "",
    parent: "",
    creating: false,
    pictures: [],
    keep: null,
    variants: 1,
    options: {},
  };
  const silent = failure(messages.ask({ type: "propose", ...edit }, { aside: true }));
  await vi.advanceTimersByTimeAsync(16_000);
  expect(await silent).toMatchObject({ code: "disconnected" });
  expect(messages.connected.value).toBe(true);
});

describe("where the kernel is gone, and the host throws", () => {
  const gone = () =>
    vi.spyOn(seam, "send").mockImplementation(() => {
      throw new Error("Cannot send");
    });

  test("a picture is let go", async () => {
    gone();
    await expect(messages.keepPicture("one", new Blob([file]))).resolves.toBeUndefined();
  });

  test("a command is refused at once", async () => {
    gone();
    expect(await failure(messages.ask({ type: "cancel" }))).toMatchObject({ code: "disconnected" });
    expect(messages.connected.value).toBe(false);
  });

  test("a file that is no longer wanted is given up", async () => {
    const abort = new AbortController();
    const asked = failure(messages.fetchBlob("0".repeat(64), { signal: abort.signal }));
    gone();
    abort.abort("enough");
    expect(await asked).toBe("enough");
  });
});

describe("a command", () => {
  test("is answered with the kernel's value", async () => {
    const page = messages.ask({ type: "page", start: 0, stop: 2 });
    expect(last()).toMatchObject({ type: "page", start: 0, stop: 2 });
    seam.answer({ type: "reply", id: last().id, ok: true, value: ["one", "two"] });
    expect(await page).toEqual(["one", "two"]);
  });

  test("that is refused rejects with the kernel's words", async () => {
    const asked = failure(messages.ask({ type: "create", prompt: "", review: false }));
    const error = { code: "prompt", message: "It is empty.", hint: "Say more.", retryable: false };
    seam.answer({ type: "reply", id: last().id, ok: false, error });
    expect(await asked).toEqual(new SessionError("It is empty.", "Say more.", "prompt"));
    expect(messages.connected.value).toBe(true);
  });

  test("takes no notice of another one's answer", async () => {
    const first = messages.ask({ type: "cancel" });
    const second = messages.ask({ type: "cancel" });
    const [one, two] = seam.sent as [Sent, Sent];
    seam.answer({ type: "reply", id: two.id, ok: true, value: 2 });
    seam.answer({ type: "reply", id: one.id, ok: true, value: 1 });
    expect(await Promise.all([first, second])).toEqual([1, 2]);
  });

  test("is told apart from one that another view of the widget sends at the same moment", async () => {
    const other = new KernelMessages(seam);
    const mine = messages.ask({ type: "cancel" });
    const theirs = other.ask({ type: "cancel" });
    const [one, two] = seam.sent as [Sent, Sent];
    seam.answer({ type: "reply", id: one.id, ok: true, value: "mine" });
    seam.answer({ type: "reply", id: two.id, ok: true, value: "theirs" });
    expect(await Promise.all([mine, theirs])).toEqual(["mine", "theirs"]);
    other.dispose();
  });

  test("that no kernel answers is given up, and a later answer mends the connection", async () => {
    const silent = failure(messages.ask({ type: "cancel" }));
    await vi.advanceTimersByTimeAsync(14_000);
    expect(messages.connected.value).toBe(true);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(await silent).toBeInstanceOf(SessionError);
    expect(await silent).toMatchObject({ code: "disconnected", hint: /restart the kernel/ });
    expect(messages.connected.value).toBe(false);

    const heard = messages.ask({ type: "cancel" });
    seam.answer({ type: "reply", id: last().id, ok: true, value: null });
    await heard;
    expect(messages.connected.value).toBe(true);
  });

  test("that a busy kernel answers too late mends the connection", async () => {
    const late = failure(messages.ask({ type: "cancel" }));
    await vi.advanceTimersByTimeAsync(16_000);
    await late;
    expect(messages.connected.value).toBe(false);
    seam.answer({ type: "reply", id: last().id, ok: true, value: null });
    expect(messages.connected.value).toBe(true);
  });

  test("ends with the view that sent it", async () => {
    const asked = failure(messages.ask({ type: "cancel" }));
    messages.dispose();
    expect(await asked).toMatchObject({ name: "AbortError" });
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe("a file", () => {
  test.each([
    ["in order", [0, 4, 8]],
    ["in any order", [8, 0, 4]],
    ["twice over", [0, 0, 4, 4, 8]],
  ])("is put together from chunks that come %s", async (_, offsets) => {
    const progress: number[] = [];
    const whole = messages.fetchBlob(DIGEST, {
      onProgress: (loaded, total) => progress.push(loaded / (total ?? Number.NaN)),
    });
    expect(last()).toMatchObject({ type: "blob", sha256: DIGEST });
    for (const offset of offsets) seam.chunk(last().id, file, offset, Math.min(offset + 4, 10));
    expect(await bytesOf(await whole)).toEqual([...file]);
    expect((await whole).type).toBe("model/gltf-binary");
    expect(progress.at(-1)).toBe(1);
  });

  test("of no bytes is a file", async () => {
    const whole = messages.fetchBlob(DIGEST, {});
    seam.chunk(last().id, new Uint8Array(), 0);
    expect((await whole).size).toBe(0);
  });

  test("is awaited for as long as chunks keep coming, and no longer", async () => {
    const whole = failure(messages.fetchBlob(DIGEST, {}));
    for (const offset of [0, 4]) {
      await vi.advanceTimersByTimeAsync(14_000);
      seam.chunk(last().id, file, offset, offset + 4);
    }
    await vi.advanceTimersByTimeAsync(14_000);
    expect(messages.connected.value).toBe(true);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(await whole).toMatchObject({ code: "disconnected" });
  });

  test("that is no longer wanted is called off at the kernel", async () => {
    const abort = new AbortController();
    const whole = failure(messages.fetchBlob(DIGEST, { signal: abort.signal }));
    const { id } = last();
    seam.chunk(id, file, 0, 4);
    abort.abort(new Error("no longer wanted"));
    expect(await whole).toEqual(new Error("no longer wanted"));
    expect(last()).toEqual({ type: "abort", id });
    seam.chunk(id, file, 4, 10);
  });

  test("that was never wanted is not asked for", async () => {
    const whole = messages.fetchBlob(DIGEST, { signal: AbortSignal.abort(new Error("too late")) });
    expect(await failure(whole)).toEqual(new Error("too late"));
    expect(seam.sent).toEqual([]);
  });

  test("that the kernel does not have rejects with its words", async () => {
    const whole = failure(messages.fetchBlob(DIGEST, {}));
    const error = { code: "artifact_missing", message: "Gone.", hint: "", retryable: false };
    seam.answer({ type: "reply", id: last().id, ok: false, error });
    expect(await whole).toMatchObject({ message: "Gone.", code: "artifact_missing" });
  });
});
