/** Pictures that are dropped or pasted anywhere on the panel. */

import { useSignal } from "@preact/signals";
import type { RefObject } from "preact";
import { useEffect } from "preact/hooks";
import { Icon } from "../style/icons";
import { texts } from "../words/texts";
import { type Pictures, picturesIn } from "./pictures";

export function Dropping(props: { within: RefObject<HTMLElement | null>; pictures: Pictures }) {
  const { within, pictures } = props;
  const over = useSignal(false);
  useEffect(() => {
    const panel = within.current?.closest<HTMLElement>(".panel");
    if (!panel) return;
    const ends = new AbortController();
    const on = <K extends "dragenter" | "dragover" | "dragleave" | "drop" | "paste">(
      type: K,
      heard: (event: HTMLElementEventMap[K]) => void,
    ) => panel.addEventListener(type, heard, ends);
    const drag = (event: DragEvent) => {
      if (!event.dataTransfer?.types.includes("Files")) return;
      // Taken here: the notebook would open the file, or the browser leave the page for it.
      event.preventDefault();
      event.stopPropagation();
      event.dataTransfer.dropEffect = "copy";
      over.value = true;
    };
    on("dragenter", drag);
    on("dragover", drag);
    on("dragleave", (event) => {
      if (!panel.contains(event.relatedTarget as Node | null)) over.value = false;
    });
    on("drop", (event) => {
      over.value = false;
      const files = [...(event.dataTransfer?.files ?? [])];
      if (files.length === 0) return;
      event.stopPropagation();
      // A section beside the stage has taken them.
      if (event.defaultPrevented) return;
      event.preventDefault();
      pictures.add(files);
    });
    on("paste", (event) => {
      const files = picturesIn(event.clipboardData);
      // What is copied from a document comes as words, and as a picture of them.
      if (files.length === 0 || event.clipboardData?.types.includes("text/plain")) return;
      event.preventDefault();
      event.stopPropagation();
      pictures.add(files);
    });
    return () => ends.abort();
  }, [pictures]);
  if (!over.value) return null;
  return (
    <div class="drop" aria-hidden="true">
      <span>
        <Icon name="picture" /> {texts.pictures.drop}
      </span>
    </div>
  );
}
