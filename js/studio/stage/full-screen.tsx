/** The panel on the whole screen, where the page may have it. */

import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { Icon } from "../style/icons";
import { texts } from "../words/texts";

export function FullScreen() {
  const button = useRef<HTMLButtonElement>(null);
  const allowed = useSignal(document.fullscreenEnabled);
  const full = useSignal(false);
  const panel = () => button.current?.closest(".panel");
  useEffect(() => {
    const changed = () => {
      const root = button.current?.getRootNode();
      full.value = root instanceof ShadowRoot && root.fullscreenElement === panel();
    };
    document.addEventListener("fullscreenchange", changed);
    return () => document.removeEventListener("fullscreenchange", changed);
  }, []);
  if (!allowed.value) return null;
  const turn = async () => {
    try {
      if (full.value) await document.exitFullscreen();
      else await panel()?.requestFullscreen();
    } catch {
      // A frame that may not, and did not say so before.
      allowed.value = false;
    }
  };
  const label = full.value ? texts.layout.leaveFullScreen : texts.layout.fullScreen;
  return (
    <button
      ref={button}
      type="button"
      class="tool"
      title={label}
      aria-label={label}
      onClick={() => void turn()}
    >
      <Icon name={full.value ? "full-screen-leave" : "full-screen"} />
    </button>
  );
}
