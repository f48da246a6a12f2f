/** The line of a wipe, to be dragged, or moved by the keys of a slider. */

import { useRef } from "preact/hooks";
import { Icon } from "../style/icons";
import { texts } from "../words/texts";

const STEP = 0.02;
const LEAP = 0.1;

const KEYS: Record<string, (position: number) => number> = {
  ArrowLeft: (at) => at - STEP,
  ArrowDown: (at) => at - STEP,
  ArrowRight: (at) => at + STEP,
  ArrowUp: (at) => at + STEP,
  PageDown: (at) => at - LEAP,
  PageUp: (at) => at + LEAP,
  Home: () => 0,
  End: () => 1,
};

export function WipeHandle(props: {
  /** Share of the view's width. */
  position: number;
  /** Of A and of B. */
  names: readonly [string, string];
  onMove: (position: number) => void;
}) {
  const { position, names, onMove } = props;
  /** Pixels from the line to where it is held; null while nobody holds it. */
  const held = useRef<number | null>(null);
  const move = (to: number) => onMove(Math.round(Math.min(Math.max(to, 0), 1) * 1000) / 1000);
  const frame = (handle: Element) => (handle.parentElement as Element).getBoundingClientRect();
  const percent = Math.round(position * 100);
  const release = () => {
    held.current = null;
  };
  return (
    <div
      class="wipe-handle"
      role="slider"
      tabIndex={0}
      aria-label={texts.compare.handle(...names)}
      aria-orientation="horizontal"
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent}
      aria-valuetext={texts.compare.handleAt(percent)}
      style={{ left: `${position * 100}%` }}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        const handle = event.currentTarget;
        const { left, width } = frame(handle);
        held.current = event.clientX - left - position * width;
        handle.setPointerCapture(event.pointerId);
      }}
      onPointerMove={(event) => {
        if (held.current === null) return;
        const { left, width } = frame(event.currentTarget);
        move((event.clientX - left - held.current) / width);
      }}
      onPointerUp={release}
      onPointerCancel={release}
      onKeyDown={(event) => {
        if (event.ctrlKey || event.metaKey || event.altKey) return;
        const to = KEYS[event.key];
        if (!to) return;
        event.preventDefault();
        event.stopPropagation();
        move(to(position));
      }}
    >
      <span class="grip">
        <Icon name="wipe" />
      </span>
    </div>
  );
}
