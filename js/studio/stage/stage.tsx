/** The viewer's place in the panel: the 3D view, its toolbar, and what went wrong beside it. */

import { type ReadonlySignal, type Signal, useSignal, useSignalEffect } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import type { BlobChannel } from "../../cache/model-cache";
import { getThumbnail, putThumbnail } from "../../cache/thumbnail-cache";
import type { CameraState, Lighting, ModelSource } from "../../contract";
import { ModelView } from "../../viewer/model-view";
import { firstLook, followLook } from "../look/follow-look";
import { chooseLighting, type LookSignals } from "../look/look-signals";
import { MotionBar } from "../motion/motion-bar";
import { followMotion, type MotionSignals } from "../motion/signals";
import { TurntableButton } from "../motion/turntable-button";
import { Icon } from "../style/icons";
import { THUMBNAIL_PIXELS, thumbnailDrawn } from "../timeline/thumbnails";
import { Dismiss } from "../words/failure";
import { type Told, told } from "../words/format";
import { texts } from "../words/texts";
import { Diagnostics, type Fact, modelFact } from "./diagnostics";
import { downloadModel } from "./download";
import { FullScreen } from "./full-screen";

const MEGABYTE = 1 << 20;

/** Of the picture that stands for the widget, which is saved with the notebook: a few kilobytes. */
const PICTURE_PIXELS = 256;
const PICTURE_QUALITY = 0.75;

const words = texts.stage;

/** A version that is only passed through needs no picture in the notebook. */
const LOOK_MILLISECONDS = 5000;

export interface StageProps {
  source: { readonly value: ModelSource | null };
  look: LookSignals;
  camera: Signal<CameraState | null>;
  memoryBudget: Signal<number>;
  /** What may be asked for next, nearest first. */
  neighbours?: ReadonlySignal<ModelSource[]>;
  label: ReadonlySignal<string>;
  channel: BlobChannel;
  /** Whether a kernel answers; none where no kernel is needed. */
  connected?: ReadonlySignal<boolean> | undefined;
  /** Whether thumbnails of what is shown are wanted. */
  thumbnails?: boolean;
  motion?: MotionSignals | undefined;
  keepPicture?: ((id: string, picture: Blob) => void) | undefined;
  /** Told the view, for what stands beside it. */
  view?: Signal<ModelView | null>;
  /** Told what became of the file; where nobody wants to know, the toolbar tells it. */
  fault?: Signal<Fact | null>;
  /** What stands over the view, under its toolbar. */
  children?: ComponentChildren;
  /** What else is said at its foot. */
  foot?: ComponentChildren;
}

export function Stage(props: StageProps) {
  const host = useRef<HTMLDivElement>(null);
  const toolbar = useRef<HTMLDivElement>(null);
  const view = useRef<ModelView | null>(null);
  const own = useSignal<ModelView | null>(null);
  const standing = props.view ?? own;
  const failure = useSignal<Told | null>(null);
  /** What a library said of it. */
  const reason = useSignal("");
  const notes = useSignal<string[]>([]);
  const misframed = useSignal(false);
  const progress = useSignal<number | null>(null);
  /** The model that is not on screen yet: whether another one is there meanwhile. */
  const waiting = useSignal<"blank" | "behind" | null>(null);

  const fail = (error: unknown) => {
    failure.value = told(error);
    reason.value = error instanceof Error && error.cause ? String(error.cause) : "";
  };

  // A layout effect, so that the view is gone before its way to the kernel is.
  useLayoutEffect(() => {
    if (!host.current) return;
    let looking = 0;
    const made = new ModelView(host.current, {
      channel: props.channel,
      ...firstLook(props.look),
      budget: props.memoryBudget.peek() * MEGABYTE,
      ...(props.camera.peek() && { camera: props.camera.peek() as CameraState }),
    });
    view.current = made;
    standing.value = made;
    made.ruler.keepClear = toolbar.current;
    const unfollow = [
      followLook(made, props.look, props.channel, fail),
      ...(props.motion ? [followMotion(made, props.motion)] : []),
    ];
    made.on("camera", (camera) => {
      props.camera.value = camera;
    });
    made.on("misframed", (is) => {
      misframed.value = is;
    });
    made.on("progress", ({ loaded, total }) => {
      progress.value = total ? loaded / total : null;
    });
    made.on("notes", (list) => {
      notes.value = list;
    });
    made.on("failed", fail);
    made.on("shown", ({ id }) => {
      progress.value = null;
      waiting.value = null;
      clearTimeout(looking);
      looking = window.setTimeout(async () => {
        const picture =
          props.keepPicture && (await made.thumbnail(PICTURE_PIXELS, PICTURE_QUALITY));
        if (picture && made.shownId === id) props.keepPicture?.(id, picture);
      }, LOOK_MILLISECONDS);
      made.expect(props.neighbours?.peek() ?? []);
      if (!props.thumbnails) return;
      void getThumbnail(id).then(async (kept) => {
        // A version that is shown again has its picture, and needs no second drawing.
        if (kept || made.shownId !== id) return;
        const blob = await made.thumbnail(THUMBNAIL_PIXELS);
        if (!blob || made.shownId !== id) return;
        await putThumbnail(id, blob);
        await thumbnailDrawn(id, blob);
      });
    });
    return () => {
      view.current = null;
      standing.value = null;
      clearTimeout(looking);
      for (const end of unfollow) end();
      made.dispose();
    };
  }, []);

  const show = (source: ModelSource | null) => {
    failure.value = null;
    // Of a model that is no longer wanted nothing more is heard.
    progress.value = null;
    waiting.value = null;
    if (!view.current) return;
    const { shownId } = view.current;
    if (source && source.id !== shownId) waiting.value = shownId ? "behind" : "blank";
    view.current.show(source).catch((error) => {
      progress.value = null;
      waiting.value = null;
      fail(error);
    });
  };
  useSignalEffect(() => {
    const source = props.source.value;
    queueMicrotask(() => show(source));
  });
  // A busy kernel hands over late what it was asked for: what failed meanwhile is shown then.
  const answered = useRef(true);
  useSignalEffect(() => {
    const answers = props.connected?.value ?? true;
    if (answers && !answered.current && failure.peek()) show(props.source.value);
    answered.current = answers;
  });
  useSignalEffect(() => {
    const fact = modelFact(failure.value, reason.value, notes.value);
    if (props.fault) props.fault.value = fact;
  });
  useSignalEffect(() => {
    const camera = props.camera.value;
    if (view.current && JSON.stringify(view.current.camera) !== JSON.stringify(camera))
      view.current.camera = camera;
  });

  const download = async (source: ModelSource) => {
    failure.value = null;
    try {
      await downloadModel(source, props.channel, (loaded, total) => {
        progress.value = total ? loaded / total : null;
      });
    } catch (error) {
      fail(error);
    }
    progress.value = null;
  };

  const { lighting, wireframe, background: chosen } = props.look;
  const background = chosen.value;
  const source = props.source.value;
  return (
    <div class="stage" style={background === "auto" ? {} : { background }}>
      <div class="stage-view" ref={host} />
      {props.children}
      {props.label.value && <span class="chip stage-label">{props.label.value}</span>}
      <div ref={toolbar} class="toolbar" role="toolbar" aria-label={words.toolbar}>
        <label class="tool select">
          <Icon name="light" />
          <span class="hidden">{texts.light.lighting}</span>
          <select
            value={lighting.value}
            onChange={(event) => {
              chooseLighting(props.look, event.currentTarget.value as Lighting);
            }}
          >
            {Object.entries(words.lightings).map(([name, text]) => (
              <option key={name} value={name}>
                {text}
              </option>
            ))}
          </select>
        </label>
        <button
          type="button"
          class="tool"
          title={texts.light.wireframe}
          aria-label={texts.light.wireframe}
          aria-pressed={wireframe.value}
          onClick={() => {
            wireframe.value = !wireframe.value;
          }}
        >
          <Icon name="wireframe" />
        </button>
        <button
          type="button"
          class="tool"
          title={words.frame}
          aria-label={words.frame}
          onClick={() => void view.current?.frame()}
        >
          <Icon name="frame" />
        </button>
        <TurntableButton view={standing} />
        <button
          type="button"
          class="tool"
          title={words.downloadAs}
          aria-label={words.download}
          disabled={!source}
          onClick={() => source && void download(source)}
        >
          <Icon name="download" />
        </button>
        {!props.fault && (
          <Diagnostics
            connected={props.connected}
            model={() => modelFact(failure.value, reason.value, notes.value)}
          />
        )}
        <FullScreen />
      </div>
      <MotionBar view={standing} />
      {waiting.value && (
        <p class={waiting.value === "blank" ? "chip loading" : "chip loading late"}>
          {progress.value === 1 ? words.preparing : words.loading}
        </p>
      )}
      {progress.value !== null && (
        <progress class="bytes" aria-label={words.bytes} value={progress.value} max={1} />
      )}
      <div class="stage-foot">
        {misframed.value && (
          <button type="button" class="notice action" onClick={() => void view.current?.frame()}>
            {words.misframed}
          </button>
        )}
        {notes.value.length > 0 && !failure.value && !misframed.value && (
          <div class="notice stage-notes" role="status">
            <div>
              {notes.value.map((note) => (
                <p key={note}>{note}</p>
              ))}
            </div>
            <Dismiss
              onClick={() => {
                notes.value = [];
              }}
            />
          </div>
        )}
        {failure.value && (
          <div class="notice" role="alert">
            <p>
              <strong>{failure.value.message}</strong> {failure.value.hint}
            </p>
            <button type="button" class="button" onClick={() => show(props.source.value)}>
              {texts.failures.tryAgain}
            </button>
            <Dismiss
              onClick={() => {
                failure.value = null;
              }}
            />
          </div>
        )}
        {props.foot}
      </div>
    </div>
  );
}
