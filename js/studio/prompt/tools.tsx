/** The buttons under the prompt: pictures, settings, and the steps that are no prompts. */

import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useCallback, useRef } from "preact/hooks";
import type { Iteration, Option, OptionValue } from "../../contract";
import { isBusy, type Session } from "../session";
import { Icon } from "../style/icons";
import { texts } from "../words/texts";
import type { Draft } from "./draft";
import type { Pictures } from "./pictures";
import { Popover } from "./popover";
import { SettingsSheet } from "./settings-sheet";
import { Steps } from "./steps-sheet";

interface ToolsProps {
  session: Session;
  draft: Draft;
  pictures: Pictures;
  /** What an edit starts from; null where a new product is to begin. */
  parent: Iteration | null;
  creating: boolean;
  /** What can be set for the step that the prompt comes to. */
  offered: Option[];
  onApply: (operation: string, options: Record<string, OptionValue>) => void;
}

export function Tools({
  session,
  draft,
  pictures,
  parent,
  creating,
  offered,
  onApply,
}: ToolsProps) {
  const { variants, seed, options } = draft.settings.value;
  const operations = session.operations.value ?? [];
  const set = variants > 1 || seed !== null || offered.some(({ name }) => name in options);
  return (
    <>
      <AddPictures pictures={pictures} />
      <Opener icon="settings" label={texts.settings.label} marked={set}>
        {() => (
          <SettingsSheet
            draft={draft}
            options={offered}
            // Another backend's options are not this one's.
            parent={parent?.backend_label === session.label.value ? parent : null}
            drawn={creating}
          />
        )}
      </Opener>
      {operations.length > 0 && !creating && (
        <Opener icon="steps" label={texts.settings.steps}>
          {(close) => (
            <Steps
              operations={operations}
              busy={isBusy(session.status.value)}
              onApply={(operation, given) => {
                close();
                onApply(operation, given);
              }}
            />
          )}
        </Opener>
      )}
    </>
  );
}

function AddPictures({ pictures }: { pictures: Pictures }) {
  const chooser = useRef<HTMLInputElement>(null);
  return (
    <>
      <button
        type="button"
        class="tool-button"
        title={texts.pictures.addHint}
        aria-label={texts.pictures.add}
        onClick={() => chooser.current?.click()}
      >
        <Icon name="picture" />
      </button>
      <input
        ref={chooser}
        type="file"
        accept="image/*"
        multiple
        hidden
        onChange={(event) => {
          pictures.add(event.currentTarget.files ?? []);
          // The same file can be chosen again.
          event.currentTarget.value = "";
        }}
      />
    </>
  );
}

function Opener(props: {
  icon: "settings" | "steps";
  label: string;
  /** Whether something is set behind it. */
  marked?: boolean;
  children: (close: () => void) => ComponentChildren;
}) {
  const { icon, label, marked = false } = props;
  const open = useSignal(false);
  const button = useRef<HTMLButtonElement>(null);
  const close = useCallback(() => {
    open.value = false;
  }, []);
  return (
    <>
      <button
        ref={button}
        type="button"
        class={marked ? "tool-button marked" : "tool-button"}
        title={label}
        aria-label={marked ? texts.settings.changed(label) : label}
        aria-haspopup="dialog"
        aria-expanded={open.value}
        onClick={() => {
          open.value = !open.value;
        }}
      >
        <Icon name={icon} />
      </button>
      {open.value && (
        <Popover label={label} opener={button} onClose={close}>
          {props.children(close)}
        </Popover>
      )}
    </>
  );
}
