/**
 * A session without a kernel: the page itself makes the products and remembers them until it is
 * closed. It answers as the kernel does, so that the panel cannot tell the difference.
 */

import type { BlobChannel } from "../cache/model-cache";
import type {
  Environment,
  Iteration,
  KeptPicture,
  Mark,
  OptionValue,
  Proposal,
  StatusError,
  StatusPhase,
  Step,
  Version,
} from "../contract";
import { saidOf } from "../studio/sent";
import {
  type Intended,
  type LostRequest,
  type PartLook,
  type RunOptions,
  type Session,
  SessionError,
} from "../studio/session";
import { DemoFiles } from "./files";
import { DemoHistory } from "./history";
import { Moments } from "./moments";
import { lookOf, notesOn, OPERATIONS, pictureOf, proposalOf, readPicture } from "./offers";
import { pause } from "./pause";
import { changed, type Product, processed, productOf, SHAPES } from "./product";
import { DemoSignals, LABEL } from "./signals";

const STAGES = ["reading the prompt", "shaping the parts", "writing the model"];

const PRICE = 0.02;

interface Work {
  kind: Step;
  prompt: string;
  make: () => Product;
  from?: Iteration | undefined;
  run?: RunOptions | undefined;
}

export interface DemoOptions {
  /** Length of the history to begin with. */
  iterations?: number;
  /** Whether some of it was left on other branches, or discarded. */
  branches?: boolean;
  /** How long each stage of a job takes. */
  stageMilliseconds?: number;
  /** Whether an edit can keep the shape. */
  paints?: boolean;
}

export async function demoSession(options: DemoOptions = {}): Promise<DemoSession> {
  const session = new DemoSession(options.stageMilliseconds ?? 500, options.paints ?? false);
  await session.begin(options.iterations ?? 0, options.branches);
  return session;
}

export class DemoSession extends DemoSignals implements Session {
  readonly #paints: boolean;
  readonly #stageMilliseconds: number;
  readonly #history = new DemoHistory();
  readonly #products = new Map<string, Product>();
  readonly #files = new DemoFiles();
  readonly #failed = new Set<string>();
  /** Jobs of which a request was lost, as prompts with "lose" in them ask. */
  readonly #lost = new Map<string, Work>();
  #job: AbortController | null = null;
  readonly #moments = new Moments();

  constructor(stageMilliseconds: number, paints: boolean) {
    super();
    this.#stageMilliseconds = stageMilliseconds;
    this.#paints = paints;
  }

  readonly channel: BlobChannel = async (sha256, { signal: abort, onProgress } = {}) => {
    this.#refuseWithoutKernel();
    abort?.throwIfAborted();
    const file = this.#files.get(sha256);
    if (!file) throw new SessionError("The demo holds no such file.", "Reload the page.");
    onProgress?.(file.size, file.size);
    return file;
  };

  /** Fills the history as if someone had typed for a long time. */
  async begin(iterations: number, branches = false): Promise<void> {
    const colours = ["red", "blue", "green", "amber", "white", "purple"];
    for (let index = 0; index < iterations; index += 1) {
      if (branches) this.#history.stray(index);
      const colour = colours[index % colours.length];
      const head = this.#head;
      const prompt = head
        ? `make it a ${colour} ${SHAPES[Math.floor(index / colours.length) % SHAPES.length]}`
        : `a ${colour} ${SHAPES[0]}`;
      const product = head ? this.#changed(head, prompt) : productOf(prompt);
      await this.#commit(head ? "edit" : "create", prompt, product, this.#stageMilliseconds);
    }
    this.#publish();
  }

  async create(prompt: string, run?: RunOptions): Promise<void> {
    this.#start({ kind: "create", prompt, make: () => productOf(prompt), run });
  }

  async edit(words: string, parent: string, run?: RunOptions): Promise<void> {
    const from = this.#find(parent);
    const prompt = saidOf(run?.part, words);
    const { keep } = proposalOf(
      {
        prompt,
        parent,
        creating: false,
        pictures: [],
        keep: run?.keep ?? null,
        variants: 1,
        options: {},
      },
      this.#paints,
      null,
    );
    const kind = keep === "shape" ? "retexture" : "edit";
    const work = { kind, prompt, make: () => this.#changed(from, prompt), from } as const;
    this.#start({ ...work, run: { ...run, ...(keep && { keep }) } });
  }

  async propose(edit: Intended): Promise<Proposal> {
    this.#refuseWithoutKernel();
    return proposalOf(edit, this.#paints, this.money.value && PRICE);
  }

  async addPicture(file: Blob, name: string): Promise<KeptPicture> {
    this.#refuseWithoutKernel();
    return readPicture(file, name);
  }

  async addEnvironment(file: Blob, name: string): Promise<Environment> {
    this.#refuseWithoutKernel();
    const sha256 = await this.#files.keep(file);
    return { sha256, size: file.size, name };
  }

  async process(
    operation: string,
    options: Record<string, OptionValue>,
    parent: string,
  ): Promise<void> {
    const from = this.#find(parent);
    const { label = operation } = OPERATIONS.find(({ name }) => name === operation) ?? {};
    const prompt = [label, ...Object.values(options).map((each) => `to ${each}`)].join(" ");
    const make = () => processed(this.#product(from), operation, options);
    this.#start({ kind: "process", prompt, make, from });
  }

  async restyle(part: string, look: PartLook, parent: string): Promise<void> {
    const from = this.#find(parent);
    const { product, words } = lookOf(this.#product(from), part, look);
    const prompt = saidOf(part, words);
    this.#start({ kind: "edit", prompt, make: () => product, from, run: { part } });
  }

  async recover(job: string, lost?: LostRequest): Promise<void> {
    const work = this.#lost.get(job);
    if (!work || !lost)
      throw new SessionError("The demo leaves no job unfinished.", "Send a prompt instead.");
    if ("adopt" in lost && !/^demo-\d+$/.test(lost.adopt))
      throw new SessionError(`“${lost.adopt}” is no request id of the demo.`, "Type demo-1.");
    this.#start(work, true);
    this.#lost.delete(job);
  }

  async priceAgain(): Promise<number | null> {
    this.#refuseWithoutKernel();
    return PRICE;
  }

  async choose(): Promise<void> {
    throw new SessionError("The demo makes no images.", "Send a prompt instead.");
  }

  async cancel(): Promise<void> {
    this.#refuseWithoutKernel();
    this.#job?.abort();
  }

  async rewind(id: string): Promise<void> {
    this.#refuseWithoutKernel();
    this.#history.rewind(id);
    this.#publish();
  }

  async restore(id: string): Promise<void> {
    this.#refuseWithoutKernel();
    this.#history.restore(id);
    this.#publish();
  }

  async page(start: number, stop: number): Promise<Iteration[]> {
    this.#refuseWithoutKernel();
    return this.#history.page(start, stop);
  }

  async tree(start: number, stop: number): Promise<Version[]> {
    this.#refuseWithoutKernel();
    return this.#history.tree(start, stop);
  }

  async read(ids: string[]): Promise<Iteration[]> {
    this.#refuseWithoutKernel();
    return this.#history.read(ids);
  }

  async mark(id: string, changes: Partial<Mark>): Promise<void> {
    this.#refuseWithoutKernel();
    this.#history.mark(id, changes);
    this.#publish();
  }

  #find(id: string): Iteration {
    const found = this.#history.find(id);
    if (found) return found;
    throw new SessionError("There is no product to edit yet.", "Create one first.");
  }

  #product({ created_at }: Iteration): Product {
    return this.#products.get(created_at) as Product;
  }

  get #head(): Iteration | undefined {
    return this.#history.head;
  }

  #changed(iteration: Iteration, prompt: string): Product {
    const product = changed(this.#product(iteration), prompt);
    if (product) return product;
    throw new SessionError(
      "Nothing in this edit was understood.",
      "Name a colour, a shape, “taller” or “smaller”.",
      "prompt",
    );
  }

  #start(work: Work, found = false): void {
    this.#refuseWithoutKernel();
    if (this.#job) {
      throw new SessionError(
        "The session is busy.",
        "Wait for its job, or cancel it.",
        "job_running",
      );
    }
    this.#job = new AbortController();
    void this.#work(work, found, this.#job.signal).finally(() => {
      this.#job = null;
    });
  }

  async #work(work: Work, found: boolean, abort: AbortSignal): Promise<void> {
    const { kind, prompt, make, from, run } = work;
    const begun = performance.now();
    const startedAt = new Date().toISOString();
    const tell = (status: StatusPhase, stage: string, error: StatusError | null = null) => {
      this.status.value = {
        status,
        job: startedAt,
        kind,
        prompt,
        stage,
        queue_position: null,
        started_at: startedAt,
        updated_at: new Date().toISOString(),
        elapsed_seconds: (performance.now() - begun) / 1000,
        detail: "",
        iteration: status === "complete" ? (this.#head?.created_at ?? null) : null,
        notes: status === "complete" ? (this.#head?.notes ?? []) : [],
        error,
        recoverable: error?.code === "submission_unknown",
        previews: [],
      };
    };
    try {
      tell("queued", "waiting to start");
      for (const stage of STAGES) {
        await pause(this.#stageMilliseconds, abort);
        tell("running", stage);
      }
      const product = make();
      if (prompt.includes("fail") && !this.#failed.has(prompt)) {
        this.#failed.add(prompt);
        throw new SessionError(
          "The demo failed, as the prompt asked.",
          "The next try works.",
          "backend",
        );
      }
      if (prompt.includes("lose") && !found) {
        this.#lost.set(startedAt, work);
        throw new SessionError(
          "Whether the request arrived is not known: the demo lost its answer, as the prompt asked.",
          "Look at the provider's list of requests.",
          "submission_unknown",
        );
      }
      await pause(this.#stageMilliseconds, abort);
      for (let variant = run?.variants ?? 1; variant > 0; variant -= 1) {
        if (from) await this.restore(from.created_at);
        await this.#commit(kind, prompt, product, performance.now() - begun, run);
        this.#publish();
      }
      tell("complete", "done");
    } catch (error) {
      if (abort.aborted) return tell("cancelled", "cancelled");
      const { message, hint = "", code = "error" } = error as SessionError;
      tell("error", "failed", {
        message,
        hint,
        code,
        retryable: code === "backend",
        provider: "",
        request_id: "",
      });
    }
  }

  async #commit(
    kind: Step,
    prompt: string,
    product: Product,
    milliseconds: number,
    run?: RunOptions,
  ): Promise<void> {
    const { file, sha256 } = await this.#files.write(product);
    const created_at = this.#moments.next();
    this.#products.set(created_at, product);
    this.#history.commit({
      created_at,
      parent: kind === "create" ? null : (this.#head?.created_at ?? null),
      kind,
      prompt,
      keep: run?.keep ?? null,
      part: run?.part ?? "",
      parametric: true,
      options: run?.options ?? {},
      backend: "demo",
      backend_label: LABEL,
      seed: 0,
      duration_seconds: milliseconds / 1000,
      notes: notesOn(kind, prompt),
      artifacts: [
        ...(run?.pictures ?? []).map(pictureOf),
        {
          role: "model",
          url: `blob+sha256:${sha256}`,
          sha256,
          size: file.size,
          media_type: file.type,
        },
      ],
      discarded: false,
    });
  }

  #publish(): void {
    this.state.value = this.#history.state();
  }

  #refuseWithoutKernel(): void {
    if (this.connected.value) return;
    throw new SessionError(
      "The kernel does not answer.",
      "This is the demo's switch above: turn it on again.",
      "disconnected",
    );
  }
}
