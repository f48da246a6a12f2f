/** Panels over a demo session, on the test's page; all of them are gone after each test. */

import { afterAll, afterEach, beforeAll, expect, vi } from "vitest";
import { type Locator, page, userEvent } from "vitest/browser";
import { clearAllModelCache } from "../../cache/model-cache";
import { putThumbnail } from "../../cache/thumbnail-cache";
import { type DemoOptions, type DemoSession, demoSession } from "../../demo/session";
import { rest } from "../../testing/rest";
import { Guest, join, leave } from "../../viewer/renderer";
import { mountStudio } from "../mount";

/** Without a GPU, on a busy machine, the first picture can take seconds. */
const PATIENCE_MILLISECONDS = 30_000;

export class OpenPanel {
  readonly host = document.createElement("div");
  readonly locator: Locator;
  readonly unmount: () => void;

  constructor(readonly session: DemoSession) {
    this.host.style.width = "640px";
    this.host.dataset.testid = `panel ${open.size + 1}`;
    document.body.append(this.host);
    this.locator = page.getByTestId(this.host.dataset.testid);
    this.unmount = mountStudio(this.host, session);
  }

  get root(): ShadowRoot {
    return this.host.firstElementChild?.shadowRoot as ShadowRoot;
  }

  get prompt(): Locator {
    return this.locator.getByRole("textbox", { name: /^Describe/ });
  }

  /** The versions on the active line, oldest first. */
  get versions(): HTMLElement[] {
    return [
      ...this.root.querySelectorAll<HTMLElement>("li:not(.off-line) .iteration[aria-current]"),
    ];
  }

  find<T extends Element = HTMLElement>(selector: string): T {
    const found = this.root.querySelector<T>(selector);
    if (!found) throw new Error(`there is no ${selector}`);
    return found;
  }

  button(name: string | RegExp): Locator {
    return this.locator.getByRole("button", { name });
  }

  /** Type a prompt and send it; what becomes of it is not awaited. */
  async send(prompt: string): Promise<void> {
    await this.prompt.fill(prompt);
    await userEvent.keyboard("{Enter}");
  }

  /** Type a prompt, send it, and wait for what it makes. */
  async make(prompt: string): Promise<void> {
    const { head } = this.session.state.value;
    await this.send(prompt);
    await expect.poll(() => this.session.state.value.head).not.toBe(head);
    await this.settled();
  }

  /** Wait until no job runs, and the model that is wanted is all that is on screen, and at rest. */
  async settled(): Promise<void> {
    await vi.waitFor(() => {
      const { state, status, viewing } = this.session;
      expect(status.value.status).not.toMatch(/queued|running/);
      const view = this.find(".model-view");
      expect(view.dataset.shown ?? "").toBe(viewing.value || state.value.head);
    }, PATIENCE_MILLISECONDS);
    await rest(this.find(".model-view"));
  }
}

const open = new Set<OpenPanel>();
const guest = new Guest();

// Kept from test to test: to make a renderer and its light takes seconds without a GPU.
beforeAll(async () => {
  join(guest);
  await page.viewport(800, 700);
});
afterAll(() => leave(guest));

afterEach(async () => {
  for (const panel of open) {
    await panel.session.cancel().catch(() => {});
    panel.unmount();
  }
  open.clear();
  document.body.replaceChildren();
  await clearAllModelCache();
  await caches.delete("product-thumbnails");
});

export interface PanelOptions extends DemoOptions {
  /** Whether the browser keeps the timeline's pictures from an earlier visit. */
  pictured?: boolean;
  /** A session that another panel has open already. */
  session?: DemoSession;
}

export async function openPanel(options: PanelOptions = {}): Promise<OpenPanel> {
  const session = options.session ?? (await demoSession({ stageMilliseconds: 10, ...options }));
  session.height.value = 240;
  if (options.pictured) await keepPictures(session);
  const panel = new OpenPanel(session);
  open.add(panel);
  await panel.settled();
  return panel;
}

async function keepPictures(session: DemoSession): Promise<void> {
  const canvas = new OffscreenCanvas(1, 1);
  canvas.getContext("2d");
  const picture = await canvas.convertToBlob();
  const line = await session.page(0, session.state.value.iteration_count);
  await Promise.all(line.map(({ created_at: id }) => putThumbnail(id, picture)));
}
