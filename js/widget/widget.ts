/** The anywidget entry: a widget's traits as signals, its messages as commands. */

import type { AnyModel } from "@anywidget/types";
import { effect, type Signal, signal } from "@preact/signals";
import { type PackageFileSource, setPackageFileSource } from "../package-files";
import type { LookSignals } from "../studio/look/look-signals";
import type { MotionSignals } from "../studio/motion/signals";
import { mountStudio, mountViewer } from "../studio/mount";
import type { Touched } from "../studio/parts/touch";
import type { Session } from "../studio/session";
import type { Viewer } from "../studio/viewer";
import type { ModelView } from "../viewer/model-view";
import { KernelMessages } from "./messages";
import { hideStills } from "./still";
import { answerWanted } from "./wanted";

interface View<T> {
  value: T;
  dispose(): void;
}

interface Context {
  model: AnyModel;
  el: HTMLElement;
  packageFile: PackageFileSource;
}

export function render({ model, el, packageFile }: Context): () => void {
  setPackageFileSource(packageFile);
  hideStills();
  const view = model.get("kind") === "studio" ? studio(model) : viewer(model);
  const unmount =
    "create" in view.value ? mountStudio(el, view.value) : mountViewer(el, view.value);
  return () => {
    unmount();
    view.dispose();
  };
}

// Where the page's policy has the loader run this as an inline script, which exports nothing.
const page = globalThis as { "prodwidget-inline-module"?: (module: object) => void };
page["prodwidget-inline-module"]?.({ render });

function viewer(model: AnyModel): View<Viewer> {
  const traits = new Traits(model);
  const messages = new KernelMessages(model);
  const view = signal<ModelView | null>(null);
  const stopAnswering = answerWanted(model, messages, view);
  return {
    value: {
      view,
      source: traits.signal("source"),
      ...lookOf(traits),
      camera: traits.signal("camera"),
      height: traits.signal("height"),
      memoryBudget: traits.signal("memory_budget"),
      label: traits.signal("label"),
      motion: motion(traits),
      ...touched(traits, messages, model),
      channel: messages.fetchBlob,
      keepPicture: messages.keepPicture,
      ...(model.get("kind") === "compare" && {
        pair: {
          other: traits.signal("other"),
          mode: traits.signal("mode"),
          position: traits.signal("position"),
        },
      }),
      ...(!isAlone(model) && { connected: messages.connected }),
    },
    dispose() {
      stopAnswering();
      traits.dispose();
      messages.dispose();
    },
  };
}

function studio(model: AnyModel): View<Session> {
  const traits = new Traits(model);
  const messages = new KernelMessages(model);
  const view = signal<ModelView | null>(null);
  const stopAnswering = answerWanted(model, messages, view);
  return {
    value: {
      view,
      state: traits.signal("state"),
      status: traits.signal("status"),
      viewing: traits.signal("viewing"),
      ...lookOf(traits),
      camera: traits.signal("camera"),
      height: traits.signal("height"),
      memoryBudget: traits.signal("memory_budget"),
      label: traits.signal("label"),
      motion: motion(traits),
      connected: messages.connected,
      connection: traits.signal("connection"),
      money: traits.signal("money"),
      channel: messages.fetchBlob,
      keepPicture: messages.keepPicture,
      readOnly: isAlone(model),
      ...(!isAlone(model) && { takeSession: messages.takeSession }),
      ...touched(traits, messages, model),
      surface: traits.signal("surface"),
      operations: traits.signal("operations"),
      finishes: traits.signal("finishes"),
      options: traits.signal("options"),
      create: (prompt, run) => messages.ask({ type: "create", prompt, ...run }),
      edit: (prompt, parent, run) => messages.ask({ type: "edit", prompt, parent, ...run }),
      propose: (intended) => messages.ask({ type: "propose", ...intended }, { aside: true }),
      addPicture: messages.addPicture,
      addEnvironment: messages.addEnvironment,
      process: (operation, options, parent) =>
        messages.ask({ type: "process", operation, options, parent }),
      restyle: (part, look, parent) => messages.ask({ type: "restyle", part, ...look, parent }),
      choose: (preview) => messages.ask({ type: "choose", preview }),
      recover: (job, lost) =>
        messages.ask({
          type: "recover",
          job,
          ...(lost && ("adopt" in lost ? lost : { send_again: true })),
        }),
      priceAgain: (job) => messages.ask({ type: "price_again", job }),
      cancel: (job) => messages.ask({ type: "cancel", ...(job !== undefined && { job }) }),
      rewind: (iteration) => messages.ask({ type: "rewind", iteration }),
      restore: (iteration) => messages.ask({ type: "restore", iteration }),
      page: (start, stop) => messages.ask({ type: "page", start, stop }),
      tree: (start, stop) => messages.ask({ type: "tree", start, stop }),
      read: (iterations) => messages.ask({ type: "iterations", iterations }),
      mark: (iteration, changes) => messages.ask({ type: "mark", iteration, ...changes }),
    },
    dispose() {
      stopAnswering();
      traits.dispose();
      messages.dispose();
    },
  };
}

function touched(traits: Traits, messages: KernelMessages, model: AnyModel): Touched {
  return {
    parts: traits.signal("parts"),
    selected: traits.signal("selected"),
    hidden: traits.signal("hidden"),
    solo: traits.signal("solo"),
    ...(!isAlone(model) && {
      partClicked: (part: string) => {
        // A viewer in a page whose kernel is gone is still one to click in.
        messages.ask({ type: "part_click", part }, { aside: true }).catch(() => {});
      },
    }),
  };
}

function motion(traits: Traits): MotionSignals {
  return {
    animation: traits.signal("animation"),
    animationTime: traits.signal("animation_time"),
    playing: traits.signal("playing"),
    loop: traits.signal("loop"),
    variant: traits.signal("variant"),
    fileCamera: traits.signal("file_camera"),
    turning: traits.signal("turning"),
    animations: traits.signal("animations"),
    variants: traits.signal("variants"),
    cameras: traits.signal("cameras"),
  };
}

function lookOf(traits: Traits): LookSignals {
  return {
    lighting: traits.signal("lighting"),
    background: traits.signal("background"),
    wireframe: traits.signal("wireframe"),
    exposure: traits.signal("exposure"),
    ground: traits.signal("ground"),
    fieldOfView: traits.signal("field_of_view"),
    environment: traits.signal("environment"),
    environmentRotation: traits.signal("environment_rotation"),
    units: traits.signal("units"),
    ruler: traits.signal("ruler"),
  };
}

/** On a page that was exported, which carries all that there is. */
function isAlone(model: AnyModel): boolean {
  return model.get("alone") === true;
}

/** Traits as signals, in step both ways. */
class Traits {
  readonly #model: AnyModel;
  readonly #ends: (() => void)[] = [];

  constructor(model: AnyModel) {
    this.#model = model;
  }

  signal<T>(name: string): Signal<T> {
    const held = signal<T>(this.#model.get(name));
    const pull = () => {
      held.value = this.#model.get(name);
    };
    this.#model.on(`change:${name}`, pull);
    const stop = effect(() => {
      const value = held.value;
      if (value === this.#model.get(name)) return;
      this.#model.set(name, value);
      this.#model.save_changes();
    });
    this.#ends.push(stop, () => this.#model.off(`change:${name}`, pull));
    return held;
  }

  dispose(): void {
    for (const end of this.#ends) end();
  }
}
