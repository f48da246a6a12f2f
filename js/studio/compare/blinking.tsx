/** One version in the other's place: by itself, once a second, or by hand. */

import { type Signal, useSignal, useSignalEffect } from "@preact/signals";
import { useRef } from "preact/hooks";
import { reducedMotion } from "../../viewer/view/reduced-motion";
import { Icon } from "../style/icons";
import { texts } from "../words/texts";

/** Each of them is seen for as long: far from what may harm, which is three flashes a second. */
const MILLISECONDS = 700;

/** Whoever lets go earlier pressed the button, and did not hold it. */
const HOLD_MILLISECONDS = 350;

/** `flipped`: whether B is seen. */
export function Blinking({ flipped }: { flipped: Signal<boolean> }) {
  const still = reducedMotion();
  const running = useSignal(!still);
  const pressed = useRef(0);
  useSignalEffect(() => {
    if (!running.value) return;
    const timer = setInterval(() => {
      flipped.value = !flipped.peek();
    }, MILLISECONDS);
    return () => clearInterval(timer);
  });
  const flip = () => {
    running.value = false;
    flipped.value = !flipped.peek();
  };
  const press = () => {
    if (pressed.current) return;
    pressed.current = performance.now();
    flip();
  };
  const release = () => {
    if (pressed.current && performance.now() - pressed.current > HOLD_MILLISECONDS) flip();
    pressed.current = 0;
  };
  const isPress = ({ key }: KeyboardEvent) => key === " " || key === "Enter";
  const { blink, pause, hold, holdHint } = texts.compare;
  const toggle = running.value ? pause : blink;
  return (
    <span class="compare-blink">
      {/* Nothing moves by itself for those who want no motion. */}
      {!still && (
        <button
          type="button"
          class="tool"
          title={toggle}
          aria-label={toggle}
          onClick={() => {
            running.value = !running.value;
          }}
        >
          <Icon name={running.value ? "pause" : "play"} />
        </button>
      )}
      <button
        type="button"
        class="tool hold"
        title={holdHint}
        aria-pressed={flipped.value}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          press();
        }}
        onPointerUp={release}
        onPointerCancel={release}
        onKeyDown={(event) => {
          if (!isPress(event)) return;
          event.preventDefault();
          event.stopPropagation();
          press();
        }}
        onKeyUp={(event) => {
          if (!isPress(event)) return;
          event.preventDefault();
          release();
        }}
        // Of a screen reader, which presses neither.
        onClick={(event) => event.detail === 0 && flip()}
      >
        {hold}
      </button>
    </span>
  );
}
